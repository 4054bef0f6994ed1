[description]
One channel layer for all applications of this server: channels/default.

[depend]
plus

[xml]
etc/channels.xml
