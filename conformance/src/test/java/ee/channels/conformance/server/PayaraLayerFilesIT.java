package ee.channels.conformance.server;

final class PayaraLayerFilesIT extends LayerFilesContract {

    PayaraLayerFilesIT() {
        super(Container.PAYARA, "payara");
    }
}
