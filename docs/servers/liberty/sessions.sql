-- For databases that Liberty makes no table in, such as H2; others need nothing.
create table if not exists sessions (
  id varchar(128) not null, propid varchar(128) not null, appname varchar(128) not null,
  listenercnt smallint, lastaccess bigint, creationtime bigint, maxinactivetime integer, username varchar(256),
  small varbinary(3122), medium varbinary(28869), large blob(2M));
create unique index if not exists sess_index on sessions (id, propid, appname);
