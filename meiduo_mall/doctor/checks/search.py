"""The search index of this host."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from goods.index.building import read_followed
from goods.index.storage import IndexFolder, is_whole
from meiduo_mall.doctor.findings import Finding, error, fine, warning
from meiduo_mall.doctor.registry import Mall, check
from utils.locks import AlreadyLocked, locked_file

_WHY = "Lists show the newest goods without filters, and search answers 503."
_FOLLOW = "python manage.py catalogue_index follow"


@check("search.index")
def index(mall: Mall) -> Iterator[Finding]:
    folder = IndexFolder(Path(settings.CATALOGUE_INDEX_DIR))
    version = folder.current()
    if version is None or read_followed(version) is None:
        report = error if mall.is_production else warning
        yield report(f"There is no search index in {folder.path}.", _WHY, f"Start {_FOLLOW}: it builds one.")
    elif not is_whole(version):
        yield error(f"The search index {version} is damaged.", _WHY, f"{_FOLLOW} builds it anew, or rebuild.")
    elif not _is_followed(folder):
        why = "What is changed in the admin is not found, and what is gone is still listed."
        yield warning("Nobody keeps the search index up to date.", why, f"Start: {_FOLLOW}")
    else:
        yield fine("The search index is whole and followed.")


def _is_followed(folder: IndexFolder) -> bool:
    try:
        with locked_file(folder.writer_lock):
            return False
    except AlreadyLocked:
        return True
