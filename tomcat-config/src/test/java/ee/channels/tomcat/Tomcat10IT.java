package ee.channels.tomcat;

class Tomcat10IT extends PluginContract {

    @Override
    int tomcat() {
        return 10;
    }
}
