"""The index that this process uses."""

from functools import lru_cache
from pathlib import Path
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from . import CatalogueIndex


def catalogue_index() -> CatalogueIndex:
    """The engine that settings.CATALOGUE_INDEX names, on the folder of this host."""
    return _index(settings.CATALOGUE_INDEX, str(settings.CATALOGUE_INDEX_DIR))


@lru_cache(maxsize=8)
def _index(engine: str, folder: str) -> CatalogueIndex:
    return cast(CatalogueIndex, import_string(engine)(Path(folder)))
