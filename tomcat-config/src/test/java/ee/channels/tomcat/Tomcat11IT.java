package ee.channels.tomcat;

class Tomcat11IT extends PluginContract {

    @Override
    int tomcat() {
        return 11;
    }
}
