"""Files in FastDFS: found by the ids that rows hold. A file that is put back gets another id, because FastDFS names
files itself, so that its rows are told."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from goods.models import SKU
from goods.services.changing import note_for_index
from meiduo_mall.moving_media.columns import Column, columns
from utils.fastdfs.serving import FILE_ID

from .contents import Contents, Kept

_ID = re.compile(rf"\b{FILE_ID.pattern}", re.ASCII)


def ids_in_database() -> set[str]:
    """Also those that somebody typed, with whatever address before them, if there is such a group: anybody may write
    a review, and no server knows what to say of a group that never was."""
    named: set[str] = set()
    typed: set[str] = set()
    for column in columns():
        for batch in column.batches(written_with="/M"):
            (typed if column.is_text else named).update(*(_ids(value) for _key, value in batch))
    groups = {each.partition("/")[0] for each in named}
    return named | {each for each in typed if each.partition("/")[0] in groups}


def bring_back(contents: Contents, files: Mapping[str, Kept], *, tell: Callable[[int], None]) -> int:
    """Uploads what rows name and the cluster has not, and tells these rows the new ids, batch by batch. Returns how
    many were uploaded; `tell` gets that number now and then. Safe to kill and to run again: what has come back is not
    missing any more."""
    new_ids: dict[str, str] = {}
    present: set[str] = set()
    for column in columns():
        for batch in column.batches():
            keys = []
            for key, value in batch:
                for file_id in _ids(value) - present - new_ids.keys():
                    if (kept := files.get(file_id)) is None or _is_in_cluster(kept):
                        present.add(file_id)
                    else:
                        new_ids[file_id] = _uploaded(contents, kept)
                keys += [key] * bool(_ids(value) & new_ids.keys())
            _rename(column, keys, new_ids)
            tell(len(new_ids))
    return len(new_ids)


def _rename(column: Column, keys: list[Any], new_ids: Mapping[str, str]) -> None:
    """All rows of a batch or none; also those whose sizes are still to be made, for no worker runs in a restore."""
    with transaction.atomic():
        for key, value in column.locked(keys) if keys else ():
            text = json.dumps(value)
            told = json.loads(_ID.sub(lambda found: new_ids.get(found[0], found[0]), text))
            column.model._base_manager.using("default").filter(pk=key).update(**{column.name: told})
        if column.model is SKU and keys:
            note_for_index(keys)


def _ids(value: Any) -> set[str]:
    return set(_ID.findall(json.dumps(value, default=str)))


def _is_in_cluster(kept: Kept) -> bool:
    try:
        return default_storage.size(kept.name) == kept.size
    except FileNotFoundError:
        return False


def _uploaded(contents: Contents, kept: Kept) -> str:
    with contents.path(kept.sha256).open("rb") as file:
        return default_storage.save(kept.name, File(file))
