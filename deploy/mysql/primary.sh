#!/bin/sh
# The first start of the primary, in the image of MySQL: an account for the replicas, and leave to restore a back-up.
# In parentheses, because the image's own script reads this one into itself, and would not survive `set -u`.
(
set -eu
MYSQL_PWD="$(cat /run/secrets/mysql_root_password)" mysql --user=root <<SQL
CREATE USER 'replication'@'%' IDENTIFIED BY '$(cat /run/secrets/mysql_replication_password)';
GRANT REPLICATION SLAVE ON *.* TO 'replication'@'%';
GRANT ALL ON \`mall\_restoring\`.* TO 'mall'@'%';
GRANT ALL ON \`mall\_replaced\`.* TO 'mall'@'%';
SQL
)
