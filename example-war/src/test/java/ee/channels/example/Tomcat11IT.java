package ee.channels.example;

class Tomcat11IT extends ExampleContract {

    @Override
    int tomcat() {
        return 11;
    }
}
