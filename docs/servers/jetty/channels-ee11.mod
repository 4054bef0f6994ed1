[description]
Channels for Jakarta EE, for applications of ee11 that do not bring it along.

[environment]
ee11

[depend]
channels
ee11-deploy
ee11-annotations
ee11-plus
ee11-jndi
ee11-websocket-jakarta

[lib]
lib/channels/*.jar
