"""Clusters for the contract tests: our own, with answers of both sizes, and a real one that FDFS_TEST_TRACKERS names.

The real one needs a group1 that can be written; some tests leave files in it. Tests that have to break something run on
our own alone; all others run on every kind that there is.
"""

import os
import random
import socket
from contextlib import closing

import pytest

from tests.fastdfs_cluster import cluster
from utils.fastdfs import FastDFSClient

REAL = [each for each in os.environ.get("FDFS_TEST_TRACKERS", "").split(",") if each]
KINDS = ["ipv4", "ipv6", *(["real"] if REAL else [])]
PATIENCE = 0.6  # seconds: time-out of clients that meet servers which hang


def _has_ipv6():
    """Some containers have none; there, answers for IPv6 are tried over IPv4."""
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.fixture(params=KINDS)
def trackers(request):
    """The addresses of a cluster that works: two storages in one group, unless it is a real one."""
    if request.param == "real":
        yield REAL
        return
    over = "::1" if request.param == "ipv6" and _has_ipv6() else "127.0.0.1"
    with cluster(storages=2, ip_size=request.param, over=over) as it:
        yield it.trackers


@pytest.fixture
def client(trackers):
    with closing(FastDFSClient(trackers)) as client:
        yield client


@pytest.fixture
def small_cluster():
    """One tracker, one storage, to be broken."""
    with cluster() as it:
        yield it


@pytest.fixture
def connected():
    """`connected(it.trackers)`: a client; its time-out is long, where none is to be waited for."""
    clients = []

    def connect(trackers, *, timeout=5.0, pool_size=16):
        clients.append(FastDFSClient(trackers, connect_timeout=timeout, timeout=timeout, pool_size=pool_size))
        return clients[-1]

    yield connect
    for each in clients:
        each.close()


@pytest.fixture
def noise():
    """`noise(5)`: so many bytes that nobody else uploads."""
    return random.Random().randbytes
