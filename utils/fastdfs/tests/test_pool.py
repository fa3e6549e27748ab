"""Connections and the pool that keeps them: what may be used again, what is repeated, what a fork does."""

import os
import socket
import struct
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.fastdfs_cluster import cluster
from utils.fastdfs import BadAnswer, FastDFSError, NoSpace, NotFound, TimedOut, Unavailable
from utils.fastdfs import pool as pool_module
from utils.fastdfs.connection import Connection
from utils.fastdfs.pool import Pool
from utils.fastdfs.rests import Rests
from utils.fastdfs.sources import BufferSource
from utils.fastdfs.tests.answering import saying
from utils.fastdfs.wire import Address, Command, packed, read_nothing

pytestmark = pytest.mark.once

TEST = packed(Command.ACTIVE_TEST)
FINE = struct.pack(">qBB", 0, 100, 0)
PATIENCE = 0.3  # seconds


def _header(length, command=100, status=0):
    return struct.pack(">qBB", length, command, status)


def _pool(**changes):
    return Pool(**{"connect_timeout": PATIENCE, "timeout": PATIENCE, "size": 4, "rests": Rests()} | changes)


def _test(connection):
    return connection.ask(TEST, bytes)


@pytest.fixture
def tracker():
    with cluster(storages=0) as it:
        yield it.trackers_[0]


@pytest.fixture
def pool():
    pool = _pool(timeout=5)
    yield pool
    pool.close()


def _address(server):
    return Address.of(server.address)


ANSWER = _header(30) + b"x" * 30


@pytest.mark.parametrize("end", range(len(ANSWER)))
def test_answer_that_ends_anywhere_is_an_error(end):
    with saying(ANSWER[:end]) as address:
        connection = Connection(address, connect_timeout=PATIENCE, timeout=PATIENCE)
        with pytest.raises(Unavailable, match=f"{address} hung up"):
            _test(connection)

    assert (connection.is_clean, connection.has_heard) == (False, end > 0)
    connection.close()


@pytest.mark.parametrize("end", [0, 5, 10, 20])
def test_answer_that_does_not_go_on_times_out(end):
    pool = _pool(timeout=0.05)
    with saying(ANSWER[:end], hangs_up=False) as address, pytest.raises(TimedOut, match=r"within 0\.05 seconds"):
        pool.talk(address, _test)

    assert pool.close() is None


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60))
@example(_header(-1))
@example(_header(1 << 62))
@example(_header(0, command=99))
@example(_header(3, status=2) + b"abc")
@example(FINE + b"more")
def test_rubbish_is_an_error_or_an_answer_but_never_a_hang(answer):
    pool = _pool(timeout=5)
    with saying(answer) as address:
        try:
            body = pool.talk(address, _test)
        except FastDFSError:
            pass
        else:
            assert answer.startswith(_header(len(body)) + body)
    pool.close()


@pytest.mark.parametrize(
    "answer",
    [FINE + b"more", _header(2) + b"abmore", _header(3, status=2) + b"abc", _header(1 << 62), _header(0, 99)],
)
def test_connection_that_may_hold_more_is_not_kept(answer):
    pool = _pool()
    with saying(answer, FINE, hangs_up=False) as address:
        for _ in range(2):
            try:
                pool.talk(address, _test)
            except FastDFSError:
                assert answer is not FINE
        assert pool.take(address).is_reused
    pool.close()


def test_answer_that_is_wrong_in_itself_ends_its_connection():
    pool = _pool()
    with saying(ANSWER, FINE, hangs_up=False) as address:
        with pytest.raises(BadAnswer, match="does not speak FastDFS: it answers with 30 bytes where none belong"):
            pool.talk(address, lambda connection: connection.ask(TEST, read_nothing))
        assert pool.talk(address, _test) == b""
    pool.close()


def test_answer_that_announces_too_much_is_not_waited_for():
    pool = _pool()
    with saying(_header(1 << 62), hangs_up=False) as address, pytest.raises(BadAnswer, match="announces"):
        pool.talk(address, _test)


def test_refusal_amid_an_upload_is_heard_and_ends_its_connection():
    """The server does not read on; what the client had already sent is still on its way."""
    pool = _pool()
    with saying(_header(0, status=28), FINE, hangs_up=False) as address:
        with pytest.raises(NoSpace):
            pool.talk(address, lambda connection: connection.ask(TEST, bytes, source=BufferSource(bytes(30_000_000))))
        assert pool.talk(address, _test) == b""
    pool.close()


def test_answer_that_drips_times_out(tracker):
    pool = _pool(timeout=0.1)
    tracker.fault("drip", seconds=0.05)

    with pytest.raises(TimedOut):
        pool.talk(_address(tracker), _test)


def test_refusal_of_a_whole_request_keeps_its_connection():
    pool = _pool()
    with saying(_header(0, status=2), hangs_up=False) as address:
        with pytest.raises(NotFound):
            pool.talk(address, _test)
        connection = pool.take(address)
        assert connection.is_reused
        connection.close()


def test_kept_connection_is_used_again(tracker, pool):
    for _ in range(5):
        pool.talk(_address(tracker), _test)

    assert tracker.connections == 1


def test_kept_connection_that_the_server_ended_is_not_used(tracker, pool):
    pool.talk(_address(tracker), _test)
    tracker.cut_connections()
    connections = []

    pool.talk(_address(tracker), lambda connection: connections.append(connection.is_reused) or _test(connection))

    assert connections == [False]


def test_conversation_on_a_kept_connection_that_dies_is_repeated_once(tracker, pool):
    """As when the server hangs up between the look at the connection and the request."""
    pool.talk(_address(tracker), _test)
    connections = []

    def conversation(connection):
        connections.append(connection)
        if connection.is_reused:
            connection._socket.shutdown(socket.SHUT_RDWR)
        return _test(connection)

    assert pool.talk(_address(tracker), conversation) == b""
    assert [connection.is_reused for connection in connections] == [True, False]


def test_conversation_whose_answer_had_begun_is_not_repeated(tracker, pool):
    pool.talk(_address(tracker), _test)
    tracker.fault("half_then_close", times=1)

    with pytest.raises(Unavailable) as caught:
        pool.talk(_address(tracker), _test)

    assert caught.value.may_be_done


def test_connection_that_the_server_cut_is_not_quiet():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        connection = Connection(Address(*listening.getsockname()), connect_timeout=PATIENCE, timeout=PATIENCE)
        accepted, _ = listening.accept()
        before = connection.is_quiet()
        accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # ECONNRESET
        accepted.close()

    assert (before, connection.is_quiet()) == (True, False)
    connection.close()


def test_conversation_that_cannot_be_repeated_is_not(tracker, pool):
    pool.talk(_address(tracker), _test)

    def conversation(connection):
        connection._socket.shutdown(socket.SHUT_RDWR)
        return _test(connection)

    with pytest.raises(Unavailable) as caught:
        pool.talk(_address(tracker), conversation, may_repeat=lambda: False)

    assert not caught.value.may_be_done


@pytest.mark.parametrize("begun", [b"", FINE[:5]])
def test_conversation_on_a_new_connection_is_not_repeated(begun):
    pool = _pool()
    with saying(begun, FINE) as address, pytest.raises(Unavailable) as caught:
        pool.talk(address, _test)

    assert caught.value.may_be_done


def test_time_out_is_not_repeated_even_on_a_kept_connection(tracker):
    pool = _pool(timeout=0.1)
    pool.talk(_address(tracker), _test)
    tracker.fault("hang_before_header")

    with pytest.raises(TimedOut) as caught:
        pool.talk(_address(tracker), _test)

    assert caught.value.may_be_done
    assert tracker.connections == 1


def test_connection_that_was_idle_for_long_is_not_used(tracker, pool, monkeypatch):
    pool.talk(_address(tracker), _test)
    monkeypatch.setattr(pool_module, "IDLE_AT_MOST", 0.0)

    pool.talk(_address(tracker), _test)

    assert tracker.connections == 2


def test_pool_keeps_only_so_many(tracker):
    pool = _pool(size=2)
    connections = [pool.take(_address(tracker)) for _ in range(5)]

    for connection in connections:
        _test(connection)
        pool.give(connection)

    assert [connection.is_clean for connection in connections] == [True, True, False, False, False]
    pool.close()


def test_pool_that_is_forgotten_closes_its_connections(tracker):
    pool = _pool()
    pool.talk(_address(tracker), _test)
    connection = pool.take(_address(tracker))
    descriptor = connection._socket.fileno()

    del connection, pool

    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_server_that_does_not_exist_is_unavailable(pool):
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:1 cannot be reached"):
        pool.take(Address("127.0.0.1", 1))
    with pytest.raises(Unavailable, match="cannot be reached"):
        pool.take(Address("t" * 64, 1))  # too long for a name


def test_threads_never_share_a_connection(tracker, pool):
    busy, shared, lock = set(), [], threading.Lock()

    def conversation(connection):
        with lock:
            shared.extend({connection} & busy)
            busy.add(connection)
        answer = _test(connection)
        with lock:
            busy.discard(connection)
        return answer

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: pool.talk(_address(tracker), conversation), range(400)))

    assert (answers, shared) == ([b""] * 400, [])


def _in_child(work):
    """What `work` returns in a fork."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, repr(work()).encode())
        except BaseException as error:
            os.write(writing, repr(error).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return text


def test_child_of_a_fork_talks_on_connections_of_its_own(tracker, pool):
    pool.talk(_address(tracker), _test)
    used = pool.take(_address(tracker))

    def in_child():
        is_reused = pool.talk(_address(tracker), lambda connection: _test(connection) or connection.is_reused)
        return is_reused, used._socket.fileno()

    assert _in_child(in_child) == "(False, -1)"
    assert _test(used) == b""
    assert tracker.connections == 2


def test_fork_while_the_pool_is_locked_does_not_stop_the_child(tracker, pool):
    with pool._lock:
        answer = _in_child(lambda: pool.talk(_address(tracker), _test))

    assert answer == "b''"


def test_server_that_failed_rests_until_it_was_tried_with_success():
    now = 100.0
    rests, address = Rests(clock=lambda: now), Address("10.0.0.1", 1)

    rests.begin_trial(address)
    before = rests.has(address)
    rests.begin(address)
    rested = rests.has(address)
    now += 1
    after = rests.has(address)
    rests.begin_trial(address)
    on_trial = rests.has(address)
    rests.end(address)

    assert (before, rested, after, on_trial, rests.has(address)) == (False, True, False, True, False)


def test_rest_grows_with_failures_one_after_the_other_but_not_at_once():
    now, lengths = 100.0, []
    rests, address = Rests(clock=lambda: now), Address("10.0.0.1", 1)

    for _ in range(5):
        for _ in range(16):
            rests.begin(address)
        began = now
        while rests.has(address):
            now += 0.5
        lengths.append(now - began)

    assert lengths == [1.0, 2.0, 4.0, 4.0, 4.0]
