[description]
Channels for Jakarta EE, for applications of ee10 that do not bring it along.

[environment]
ee10

[depend]
channels
ee10-deploy
ee10-annotations
ee10-plus
ee10-jndi
ee10-websocket-jakarta

[lib]
lib/channels/*.jar
