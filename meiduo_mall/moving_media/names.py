"""Names of files inside the values of columns: in renditions and other JSON, in rich text, and alone."""

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from utils.fastdfs.serving import is_file_id

_NAME = re.compile(r"\w[\w/-]*(?:\.[\w-]+)+")
_MOST_CHARACTERS = 300  # of a name


def names_in(value: Any) -> set[str]:
    """Every text in it that may be the name of a file; of rich text, what follows MEDIA_URL."""
    if isinstance(value, str):
        is_name = len(value) <= _MOST_CHARACTERS and _NAME.fullmatch(value)
        return {value} if is_name else set(_addresses().findall(value))
    if isinstance(value, Mapping):
        return set().union(*map(names_in, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(names_in, value))
    return set()


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """The same value with these names in place of the old ones."""
    if isinstance(value, str):
        if value in names:
            return names[value]
        return _addresses().sub(lambda found: settings.MEDIA_URL + names.get(found[1], found[1]), value)
    if isinstance(value, Mapping):
        return {key: renamed(each, names) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [renamed(each, names) for each in value]
    return value


def local_renditions(value: Any) -> set[str]:
    """The names of renditions in it that are not in FastDFS: these have to be files of MEDIA_ROOT."""
    if isinstance(value, Mapping):
        if {"name", "width", "height"} <= value.keys():
            return set() if is_file_id(value["name"]) else {value["name"]}
        return set().union(*map(local_renditions, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(local_renditions, value))
    return set()


def _addresses() -> re.Pattern[str]:
    return re.compile(f"{re.escape(settings.MEDIA_URL)}({_NAME.pattern})")
