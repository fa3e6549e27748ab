"""The doctor on real servers that are wrongly configured, and then put right."""

import json
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django_redis import get_redis_connection

from celery_tasks.health.store import note_heartbeat
from meiduo_mall.doctor.checks import clocks, database, fastdfs, redis_servers, replicas, workers
from meiduo_mall.doctor.registry import CHECKS, Mall
from tests.examined import DEVELOPMENT, PRODUCTION, grades, whats
from tests.fastdfs_cluster import cluster
from tests.servers import free_port, installed, private_mariadb
from utils.child_processes import stop_child
from utils.embedded_redis import EmbeddedRedis

pytestmark = [pytest.mark.once, pytest.mark.slow]
STRICT = "STRICT_TRANS_TABLES,NO_ZERO_DATE"


# --- MariaDB ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def maria():
    """The address of a server of its own, with an empty database of Latin letters."""
    pytest.importorskip("MySQLdb")
    if not installed("mariadbd"):
        pytest.skip("MariaDB is not installed (apt install mariadb-server)")
    with private_mariadb() as url:
        address = urlsplit(url)
        told(address, "CREATE DATABASE mall CHARACTER SET latin1")
        yield address


def connected(address):
    import MySQLdb

    return MySQLdb.connect(host=address.hostname, port=address.port, user="root", autocommit=True)


def told(address, *statements):
    connection = connected(address)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


@pytest.fixture
def mall_on(django_db_blocker):
    """`mall_on(maria, connections=9, sql_mode=None)`: the mall on this server, with connection options of its own."""

    def at(address, *, is_production=False, most=5, now=time.time, **changes):
        options = {"charset": "utf8mb4", "collation": "utf8mb4_unicode_ci", "connect_timeout": 5, **changes}
        own = {"ENGINE": "django.db.backends.mysql", "NAME": "mall", "USER": "root", "PASSWORD": "", "OPTIONS": options}
        where = {"HOST": address.hostname, "PORT": address.port}
        if "patient" in connections.databases:
            connections["patient"].close()
            del connections["patient"]
        connections.databases["patient"] = {**connections.databases["default"], **own, **where}
        return Mall(is_production=is_production, database="patient", connections=most, now=now)

    with django_db_blocker.unblock():
        yield at
        connections["patient"].close()
    del connections["patient"], connections.databases["patient"]


def test_mode_that_is_not_strict(maria, mall_on):
    told(maria, "SET GLOBAL sql_mode = ''")
    assert grades(database.mode(mall_on(maria))) == ["error"]
    assert grades(database.mode(mall_on(maria, sql_mode=STRICT))) == ["warning"]

    told(maria, f"SET GLOBAL sql_mode = '{STRICT}'")
    assert grades(database.mode(mall_on(maria))) == ["ok"]


def test_isolation_that_is_not_read_committed(maria, mall_on):
    told(maria, "SET GLOBAL tx_isolation = 'REPEATABLE-READ'")
    assert grades(database.isolation(mall_on(maria, isolation_level=None))) == ["error"]
    assert grades(database.isolation(mall_on(maria, isolation_level="read committed"))) == ["warning"]

    told(maria, "SET GLOBAL tx_isolation = 'READ-COMMITTED'")
    assert grades(database.isolation(mall_on(maria, isolation_level="read committed"))) == ["ok"]


def test_text_that_is_not_utf8mb4(maria, mall_on):
    table = "CREATE TABLE mall.t (name VARCHAR(9)) CHARACTER SET {} ENGINE={}"
    told(maria, "ALTER DATABASE mall CHARACTER SET latin1", table.format("latin1", "MyISAM"))
    assert whats(database.text(mall_on(maria))) == [
        "The database's character set is latin1.",
        "1 tables are not utf8mb4, the first is t.",
        "1 tables are not InnoDB, the first is t.",
    ]

    told(
        maria,
        "ALTER DATABASE mall CHARACTER SET utf8mb4",
        "DROP TABLE mall.t",
        "SET GLOBAL character_set_server=latin1",
    )
    told(maria, table.format("utf8mb4 COLLATE utf8mb4_bin", "InnoDB"))
    assert grades(database.text(mall_on(maria))) == ["warning", "warning"]

    told(maria, "DROP TABLE mall.t", "SET GLOBAL character_set_server=utf8mb4")
    assert grades(database.text(mall_on(maria))) == ["ok"]


def test_time_zones_that_the_server_does_not_know(maria, mall_on):
    assert grades(database.time_zones(mall_on(maria))) == ["warning"]

    told(
        maria,
        "INSERT INTO mysql.time_zone VALUES (1, 'N'), (2, 'N')",
        "INSERT INTO mysql.time_zone_name VALUES ('UTC', 1), ('Asia/Shanghai', 2)",
        "INSERT INTO mysql.time_zone_transition_type VALUES (1, 0, 0, 0, 'UTC'), (2, 0, 28800, 0, 'CST')",
    )
    assert grades(database.time_zones(mall_on(maria))) == ["ok"]


def test_fewer_connections_than_processes(maria, mall_on):
    assert grades(database.connections(mall_on(maria, most=301))) == ["error"]
    assert grades(database.connections(mall_on(maria, most=300))) == ["ok"]

    told(maria, "SET GLOBAL max_connections = 10")
    many = [connected(maria) for _ in range(9)]
    assert grades(database.connections(mall_on(maria))) == ["warning"]
    for each in many:
        each.close()
    told(maria, "SET GLOBAL max_connections = 300")


def test_commits_that_a_power_cut_loses(maria, mall_on):
    told(maria, "SET GLOBAL innodb_flush_log_at_trx_commit = 0", "SET GLOBAL max_allowed_packet = 1048576")
    assert grades(database.safety(mall_on(maria, is_production=True))) == ["warning", "error", "warning"]
    assert whats(database.safety(mall_on(maria))) == ["max_allowed_packet is 1 MB."]

    told(maria, "SET GLOBAL innodb_flush_log_at_trx_commit = 1", "SET GLOBAL max_allowed_packet = 16777216")
    assert whats(database.safety(mall_on(maria, is_production=True))) == ["There is no binary log."]
    assert grades(database.safety(mall_on(maria))) == ["ok"]


def test_database_clock_that_is_wrong(maria, mall_on):
    late = f"SET timestamp = {time.time() - 60:.0f}"
    assert grades(clocks.database_clock(mall_on(maria, init_command=late))) == ["error"]
    assert grades(clocks.database_clock(mall_on(maria, now=lambda: time.time() - 9))) == ["warning"]
    assert grades(clocks.database_clock(mall_on(maria))) == ["ok"]


def test_database_that_is_away_refuses_us_or_answers(maria, mall_on):
    nowhere = maria._replace(netloc=f"127.0.0.1:{free_port()}")

    assert grades(database.answers(mall_on(nowhere))) == ["error"]
    assert grades(database.answers(mall_on(maria, passwd="wrong"))) == ["error"]
    assert "MariaDB" in whats(database.answers(mall_on(maria)))[0]
    assert grades(database.answers(mall_on(maria))) == ["ok"]
    assert grades(database.kind(mall_on(maria, is_production=True))) == ["ok"]


def test_replica_that_is_away_or_late(maria, mall_on, settings):
    assert grades(replicas.replicas(DEVELOPMENT)) == ["ok"]
    mall_on(maria._replace(netloc=f"127.0.0.1:{free_port()}"))
    settings.REPLICAS = ["patient"]

    assert whats(replicas.replicas(DEVELOPMENT)) == ["The replica patient does not answer."]
    assert replicas._judged("r", timedelta(seconds=60)).grade == "warning"
    assert replicas._judged("r", timedelta(seconds=1)).grade == "ok"


# --- Redis ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def redis_pair(tmp_path_factory):
    """Two servers: one keeps a file, the other does not."""
    folder = tmp_path_factory.mktemp("redis")
    pair = [
        EmbeddedRedis(folder=folder / name, socket=folder / f"{name}.sock", is_persistent=name == "kept")
        for name in ("kept", "cache")
    ]
    children = [server.start() for server in pair]
    yield pair
    for child in children:
        stop_child(child, patience=5)


def use_redis(settings, *, kept, cache):
    """As REDIS_URL and REDIS_CACHE_URL would: broker and the four others on one server, the cache on the other."""
    places = {alias: f"{kept}?db={number}" for number, alias in enumerate(settings.CACHES)}
    settings.CACHES = {
        alias: {**given, "LOCATION": cache if alias == "default" else places[alias]}
        for alias, given in settings.CACHES.items()
    }
    settings.CELERY_BROKER_URL = f"{kept}?virtual_host=5".replace("unix://", "redis+socket://")


def configure(server, **values):
    with server._client() as client:
        for name, value in values.items():
            client.config_set(name.replace("_", "-"), value)


def test_redis_as_it_should_be(settings, redis_pair):
    kept, cache = redis_pair
    use_redis(settings, kept=kept.url, cache=cache.url)
    configure(cache, maxmemory="64mb", maxmemory_policy="allkeys-lru")
    configure(kept, maxmemory="64mb", maxmemory_policy="noeviction")

    checks = [CHECKS[f"redis.{name}"] for name in ("answers", "version", "persistence", "eviction", "memory")]
    assert [grades(check.examine(PRODUCTION)) for check in checks] == [
        ["ok"] * 2,
        ["ok"] * 2,
        ["ok"],
        *[["ok"] * 2] * 2,
    ]
    assert grades(clocks.redis_clock(PRODUCTION)) == ["ok", "ok"]


def test_redis_without_a_file_that_throws_sessions_away(settings, redis_pair):
    _kept, wrong = redis_pair
    use_redis(settings, kept=wrong.url, cache=wrong.url)
    configure(wrong, maxmemory="64mb", maxmemory_policy="allkeys-lru")

    assert grades(redis_servers.persistence(PRODUCTION)) == ["error"]
    assert grades(redis_servers.persistence(DEVELOPMENT)) == ["warning"]
    assert grades(redis_servers.eviction(PRODUCTION)) == ["error", "warning"]
    assert grades(redis_servers.eviction(DEVELOPMENT)) == ["error"]


def test_cache_that_never_forgets_and_a_kept_redis_that_is_full(settings, redis_pair):
    kept, cache = redis_pair
    use_redis(settings, kept=kept.url, cache=cache.url)
    configure(cache, maxmemory="0", maxmemory_policy="allkeys-lru")
    with kept._client() as client:
        configure(kept, maxmemory=int(client.info("memory")["used_memory"] * 1.1))

    assert grades(redis_servers.eviction(DEVELOPMENT)) == ["warning", "ok"]
    assert grades(redis_servers.memory_left(DEVELOPMENT)) == ["ok", "error"]
    configure(kept, maxmemory=0)


def test_redis_that_is_away_old_or_late(settings, redis_pair, tmp_path, monkeypatch):
    kept, _cache = redis_pair
    use_redis(settings, kept=kept.url, cache=f"unix://{tmp_path}/nobody")
    assert grades(redis_servers.answers(DEVELOPMENT)) == ["error", "ok"]

    use_redis(settings, kept=kept.url, cache=kept.url)
    ahead = Mall(is_production=False, now=lambda: time.time() + 60)
    assert "is 60 seconds behind that of this host." in whats(clocks.redis_clock(ahead))[0]
    skewed = Mall(is_production=False, now=lambda: time.time() + 5)
    assert grades(clocks.redis_clock(skewed)) == ["error"]  # a worker there takes the others for dead
    monkeypatch.setattr(redis_servers, "_LEAST_VERSION", (99, 0))
    assert grades(redis_servers.version(DEVELOPMENT)) == ["error"]


def test_workers_that_do_not_show_themselves():
    assert grades(workers.alive(PRODUCTION)) == ["error"] * 3
    assert grades(workers.alive(DEVELOPMENT)) == ["warning"] * 3

    for who in ("io", "db", "beat"):
        note_heartbeat(who)
    assert grades(workers.alive(PRODUCTION)) == ["ok"] * 3

    get_redis_connection("default").set("heartbeat:db", int(time.time()) - 200)
    assert grades(workers.alive(PRODUCTION)) == ["ok", "error", "ok"]


def test_queue_that_grows():
    with redis_servers.broker_client() as client:
        client.rpush("mail", *range(501))

    assert whats(workers.queues(DEVELOPMENT))[1] == "501 messages wait in the queue mail."
    assert grades(workers.queues(DEVELOPMENT)) == ["ok", "warning", "ok"]


def test_queue_whose_messages_wait_though_they_are_few():
    body = json.dumps({"headers": {"published_at": time.time() - 700}})
    with redis_servers.broker_client() as client:
        client.rpush("mail", body)

    assert grades(workers.queues(DEVELOPMENT)) == ["ok", "warning", "ok"]
    assert whats(workers.queues(DEVELOPMENT))[1] == "1 message waits in the queue mail, the oldest for 700 seconds."


# --- FastDFS and all together -------------------------------------------------------------------------


def test_fastdfs_cluster_that_loses_its_parts(settings):
    assert grades(fastdfs.cluster(DEVELOPMENT)) == ["ok"]
    with cluster(trackers=2, storages=2) as running:
        settings.FDFS_TRACKERS = running.trackers
        assert whats(fastdfs.cluster(DEVELOPMENT)) == ["2 trackers and 2 storages answer."]

        running.trackers_[0].stop()
        assert grades(fastdfs.cluster(DEVELOPMENT)) == ["warning"]
        running.trackers_[1].stop()
        assert grades(fastdfs.cluster(DEVELOPMENT)) == ["error", "error"]


@pytest.mark.django_db
def test_whole_examination_of_the_mall_in_development(capsys):
    call_command("doctor", json=True, limit=30)
    said = json.loads(capsys.readouterr().out)

    assert (said["production"], said["errors"]) == (False, 0)
    assert {finding["check"] for finding in said["findings"]} == set(CHECKS)
    assert all(finding["why"] and finding["do"] for finding in said["findings"] if finding["grade"] != "ok")


@pytest.mark.django_db
def test_errors_end_the_command_with_1(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "settings.sandbox", "people", production=True)

    assert ended.value.code == 1
    assert capsys.readouterr().out.splitlines()[0] == "ERROR    settings.sandbox       The sandbox is installed."
    with pytest.raises(CommandError, match=r"There is no check nonsense\. There are: settings\.keys"):
        call_command("doctor", "nonsense")
