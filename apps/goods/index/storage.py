"""The folder of the index: versions beside each other, and a pointer to the one in use.

<folder>/current        the name of the version in use
<folder>/v-…/           a version: tantivy's files, followed.json
<folder>/synonyms.json
<folder>/writer.lock, rebuild.lock
"""

import json
import os
import secrets
import shutil
from pathlib import Path
from typing import Any

_POINTER = "current"
_BROKEN = "broken"


class IndexFolder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.writer_lock = path / "writer.lock"
        self.rebuild_lock = path / "rebuild.lock"

    def make(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)

    def current(self) -> Path | None:
        """The version in use, if there is one that nobody has found to be broken."""
        try:
            name = (self.path / _POINTER).read_text().strip()
        except OSError:
            return None
        version = self.path / name
        is_usable = name.startswith("v-") and (version / "meta.json").exists() and not (version / _BROKEN).exists()
        return version if is_usable else None

    def new_version(self) -> Path:
        version = self.path / f"v-{secrets.token_hex(8)}"
        version.mkdir(parents=True)
        return version

    def switch_to(self, version: Path) -> None:
        """From now on every process uses this version; the others are deleted. Who still reads one keeps its files."""
        write_whole(self.path / _POINTER, version.name)
        for other in self.path.glob("v-*"):
            if other != version:
                shutil.rmtree(other, ignore_errors=True)

    def report_broken(self, version: Path) -> None:
        """Nobody uses this version any more; the follower makes a new one."""
        try:
            (version / _BROKEN).touch()
        except OSError:
            return  # it is gone already


def write_whole(path: Path, text: str) -> None:
    """Readers see the old text or the new one, also after a power cut."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def read_json(path: Path) -> dict[str, Any]:
    """Empty when the file is missing or not whole."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
