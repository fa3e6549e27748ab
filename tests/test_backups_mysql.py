"""Copying and filling MariaDB: rights, passwords, and failures in the middle, which leave what was there."""

import gzip
import os
import stat
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connections

from meiduo_mall.backups.mysql import MySQL
from meiduo_mall.backups.refusals import BackupFailed, NotEmpty
from tests.servers import installed, private_mariadb

MySQLdb = pytest.importorskip("MySQLdb")
pytestmark = [pytest.mark.once, pytest.mark.slow]
PASSWORD = """p"a\\s's #;=w€"""
ROWS = {"orders": 2, "order_lines": 3}


@pytest.fixture(scope="module")
def maria():
    if not installed("mariadbd"):
        pytest.skip("MariaDB is not installed (apt install mariadb-server)")
    with private_mariadb() as url:
        address = urlsplit(url)
        quoted = PASSWORD.replace("\\", "\\\\").replace("'", "\\'")
        told(address, f"CREATE USER clerk@'%' IDENTIFIED BY '{quoted}'", "GRANT ALL ON mall.* TO clerk@'%'")
        yield address


def told(address, *statements):
    """What the last one answers."""
    server = {"host": address.hostname, "port": address.port, "user": "root", "charset": "utf8mb4"}
    connection = MySQLdb.connect(autocommit=True, **server)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        found = cursor.fetchall()
    connection.close()
    return found


@pytest.fixture
def mall(maria, django_db_blocker):
    """`mall(user="root")`: a database of two tables that refer to each other, asked by this user."""
    told(
        maria,
        "DROP DATABASE IF EXISTS mall",
        "CREATE DATABASE mall CHARACTER SET utf8mb4",
        "CREATE TABLE mall.orders (id INT PRIMARY KEY, total DECIMAL(10, 2) NOT NULL)",
        "CREATE TABLE mall.order_lines (id INT PRIMARY KEY, name TEXT, photo BLOB, order_id INT NOT NULL, "
        "count INT CHECK (count > 0), twice INT AS (count * 2) STORED, "
        "CONSTRAINT of_order FOREIGN KEY (order_id) REFERENCES mall.orders (id))",
        "INSERT INTO mall.orders VALUES (1, 9.90), (2, 19.90)",
        "INSERT INTO mall.order_lines (id, name, photo, order_id, count) VALUES "
        r"(1, '茶 \'(a),(b)\\', x'2C2800', 1, 1), "
        r"(2, '𠮷\n(2);', NULL, 1, 2), (3, NULL, NULL, 2, 3)",
    )

    def as_user(user="root", password=""):
        own = {"ENGINE": "django.db.backends.mysql", "NAME": "mall", "USER": user, "PASSWORD": password}
        own |= {"HOST": maria.hostname, "PORT": maria.port, "OPTIONS": {"charset": "utf8mb4"}}
        connections.databases["copied"] = {**connections.databases["default"], **own}
        return MySQL("copied")

    with django_db_blocker.unblock():
        yield as_user
    del connections["copied"], connections.databases["copied"]


def content(maria):
    return told(maria, "SELECT * FROM mall.orders"), told(maria, "SELECT * FROM mall.order_lines ORDER BY id")


def test_tables_replace_those_that_are_there_with_their_references(maria, mall, tmp_path):
    before = content(maria)
    assert mall().dump(tmp_path / "dump") == ROWS
    told(maria, "DELETE FROM mall.order_lines", "DELETE FROM mall.orders", "CREATE TABLE mall.newer (id INT)")

    with pytest.raises(NotEmpty):
        mall().require_room(may_replace=False)
    mall().require_room(may_replace=True)
    mall().restore(tmp_path / "dump", ROWS)

    assert content(maria) == before
    assert told(maria, "SHOW TABLES FROM mall") == (("order_lines",), ("orders",))
    with pytest.raises(MySQLdb.IntegrityError):
        told(maria, "DELETE FROM mall.orders WHERE id = 1")
    assert told(maria, r"SHOW DATABASES LIKE 'mall\_%'") == ()


def test_password_reaches_the_program_by_a_private_file_alone(maria, mall, tmp_path, monkeypatch):
    real, said = installed("mariadb-dump"), tmp_path / "said"
    spy = tmp_path / "bin" / "mariadb-dump"
    spy.parent.mkdir()
    spy.write_text(
        f'#!/bin/sh\necho "$@" >> {said}\nstat -c %a "${{1#--defaults-file=}}" >> {said}\nexec {real} "$@"\n'
    )
    spy.chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", f"{spy.parent}:{os.environ['PATH']}")

    assert mall("clerk", PASSWORD).dump(tmp_path / "dump") == ROWS

    *_version, line, mode = said.read_text().splitlines()
    assert mode == "600"
    assert line.startswith("--defaults-file=")
    assert "clerk" not in line
    assert "p" + '"a' not in line
    assert not Path(line.split()[0].partition("=")[2]).exists()


def test_wrong_password_is_a_sentence_and_no_file(maria, mall, tmp_path):
    with pytest.raises(BackupFailed, match="Access denied for user 'clerk'"):
        mall("clerk", "wrong").dump(tmp_path / "dump")


def test_user_without_the_rights_is_told_which(maria, mall):
    with pytest.raises(BackupFailed, match=r"lacks rights .* GRANT ALL ON `mall_restoring`\.\* TO … and GRANT ALL"):
        mall("clerk", PASSWORD).require_room(may_replace=True)


def test_rights_that_it_names_are_enough(maria, mall, tmp_path):
    names = ("mall_restoring", "mall_replaced")
    told(maria, *(f"GRANT ALL ON `{name}`.* TO clerk@'%'" for name in names))
    before = content(maria)
    mall("clerk", PASSWORD).dump(tmp_path / "dump")
    mall("clerk", PASSWORD).require_room(may_replace=True)

    mall("clerk", PASSWORD).restore(tmp_path / "dump", ROWS)

    assert content(maria) == before
    told(maria, *(f"REVOKE ALL ON `{name}`.* FROM clerk@'%'" for name in names))


@pytest.mark.parametrize(
    ("spoil", "expected", "sentence"),
    [
        (lambda sql: sql[: len(sql) // 2], ROWS, "other rows|failed with status"),
        (
            lambda sql: sql + b"INSERT INTO orders VALUES (1, 1);\n",
            ROWS,
            "failed with status 1: ERROR 1062 .*Duplicate entry",
        ),
        (lambda sql: sql, ROWS | {"orders": 3}, "These tables have other rows than the back-up says: orders"),
        (lambda sql: sql, ROWS | {"gone": 0}, "These tables have other rows than the back-up says: gone"),
    ],
)
def test_copy_that_does_not_load_leaves_the_mall_as_it_is(maria, mall, tmp_path, spoil, expected, sentence):
    mall().dump(tmp_path / "dump")
    (tmp_path / "spoilt").write_bytes(gzip.compress(spoil(gzip.decompress((tmp_path / "dump").read_bytes()))))
    told(maria, "INSERT INTO mall.orders VALUES (3, 1.00)")
    before = content(maria)

    with pytest.raises(BackupFailed, match=sentence):
        mall().restore(tmp_path / "spoilt", expected)

    assert content(maria) == before
    assert told(maria, r"SHOW DATABASES LIKE 'mall\_%'") == ()


def test_copy_that_somebody_tampered_with_runs_nothing_on_the_host(maria, mall, tmp_path):
    mall().dump(tmp_path / "dump")
    sql = gzip.decompress((tmp_path / "dump").read_bytes())
    without_guard = b"".join(line for line in sql.splitlines(keepends=True) if b"sandbox" not in line)
    commands = [f"\\! touch {tmp_path}/ran-1\n", f"system touch {tmp_path}/ran-2\n", f"tee {tmp_path}/ran-3\n"]

    for command in commands:
        (tmp_path / "spoilt").write_bytes(gzip.compress(command.encode() + without_guard))
        with pytest.raises(BackupFailed, match="failed with status 1: ERROR"):
            mall().restore(tmp_path / "spoilt", ROWS)

    assert [path.name for path in tmp_path.glob("ran-*")] == []
