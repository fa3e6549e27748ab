"""Fixtures that several files of this folder ask for."""

import pytest

from tests.fastdfs_cluster import cluster
from tests.fastdfs_mall import empty, keep_files_in


@pytest.fixture(scope="module")
def running():
    """FastDFS: one tracker, one storage."""
    with cluster() as it:
        yield it


@pytest.fixture
def in_fastdfs(running, settings, tmp_path):
    """The mall keeps its files there, and there are none before and afterwards."""
    keep_files_in(running, settings, tmp_path)
    yield
    empty(running)
