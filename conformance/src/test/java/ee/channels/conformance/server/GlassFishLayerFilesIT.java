package ee.channels.conformance.server;

final class GlassFishLayerFilesIT extends LayerFilesContract {

    GlassFishLayerFilesIT() {
        super(Container.GLASSFISH_7, "glassfish");
    }
}
