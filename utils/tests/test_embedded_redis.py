import signal
import sys
from pathlib import Path

import pytest
from redis import Redis

from utils.child_processes import stop_child
from utils.embedded_redis import EmbeddedRedis, RedisDidNotStart

pytestmark = pytest.mark.once


@pytest.fixture
def server(tmp_path):
    return EmbeddedRedis(folder=tmp_path / "redis", socket=tmp_path / "redis" / "redis.sock")


def _client(server):
    return Redis(unix_socket_path=str(server.socket))


def test_server_answers_when_start_returns_and_not_after_its_end(server):
    child = server.start()
    answers = server.answers()
    stop_child(child, patience=10)

    assert (answers, server.answers()) == (True, False)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_contents_outlive_the_server_however_it_ends(server, number):
    child = server.start()
    with _client(server) as client:
        client.set("cart", "three apples")
    child.send_signal(number)
    child.wait(10)

    child = server.start()
    with _client(server) as client:
        kept = client.get("cart")
    stop_child(child, patience=10)

    assert kept == b"three apples"


def test_left_over_server_is_shut_down_with_everything_saved(server):
    child = server.start()
    with _client(server) as client:
        client.set("cart", "three apples")

    was_there = server.shut_down_leftover()

    assert (was_there, child.wait(10), server.listens()) == (True, 0, False)
    assert server.shut_down_leftover() is False


def test_nobody_else_may_use_the_socket_and_no_port_is_open(server):
    child = server.start()
    with _client(server) as client:
        port = client.config_get("port")["port"]
    mode = server.socket.stat().st_mode & 0o777
    stop_child(child, patience=10)

    assert (port, mode) == ("0", 0o700)


def test_server_that_ends_at_once_says_where_to_look(tmp_path):
    server = EmbeddedRedis(folder=tmp_path, socket=tmp_path / "redis.sock", binary=Path(sys.executable))

    with pytest.raises(RedisDidNotStart, match=r"ended at once .* see .*redis\.log"):
        server.start()
