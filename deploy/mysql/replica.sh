#!/bin/sh
# The first start of a replica, in the image of MySQL: it forgets what its own setting up wrote, and will follow the
# primary from its first change on as soon as the server starts in earnest. It never gives up (0): after ten attempts,
# which is the default, it would.
# In parentheses, because the image's own script reads this one into itself, and would not survive `set -u`.
(
set -eu
MYSQL_PWD="$(cat /run/secrets/mysql_root_password)" mysql --user=root <<SQL
RESET BINARY LOGS AND GTIDS;
CHANGE REPLICATION SOURCE TO
    SOURCE_HOST = 'mysql',
    SOURCE_USER = 'replication',
    SOURCE_PASSWORD = '$(cat /run/secrets/mysql_replication_password)',
    SOURCE_AUTO_POSITION = 1,
    SOURCE_CONNECT_RETRY = 2,
    SOURCE_RETRY_COUNT = 0,
    GET_SOURCE_PUBLIC_KEY = 1;
SET PERSIST super_read_only = ON;
SQL
)
