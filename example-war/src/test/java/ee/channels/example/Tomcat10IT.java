package ee.channels.example;

class Tomcat10IT extends ExampleContract {

    @Override
    int tomcat() {
        return 10;
    }
}
