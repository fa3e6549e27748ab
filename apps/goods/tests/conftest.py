from pathlib import Path

import pytest

from goods.index.building import rebuild
from goods.index.storage import IndexFolder


@pytest.fixture
def index_catalogue(settings, tmp_path):
    """`index_catalogue()` brings the search index of this test up to what is in the database."""
    settings.CATALOGUE_INDEX_DIR = str(tmp_path / "index")
    return lambda: rebuild(IndexFolder(Path(settings.CATALOGUE_INDEX_DIR)))
