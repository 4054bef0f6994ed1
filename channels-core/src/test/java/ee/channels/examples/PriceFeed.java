package ee.channels.examples;

import ee.channels.layer.ChannelLayers;
import ee.channels.message.Message;

// tag::price-feed[]
public class PriceFeed {

    public void changed(String article, int cents) {
        ChannelLayers.get()
                .groupSend(
                        "prices",
                        Message.of("price.changed").with("article", article).with("cents", cents));
    }
}
// end::price-feed[]
