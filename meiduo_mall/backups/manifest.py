"""What a back-up says of itself."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .files import sha256_of
from .refusals import BackupFailed

NAME = "manifest.json"
_FORMAT = 1


@dataclass(kw_only=True)
class Manifest:
    made_at: str
    #: "mysql" or "sqlite", the server's own words, and the program that wrote the file.
    database: dict[str, str]
    #: Rows of each table in the file: those of one moment.
    tables: dict[str, int]
    #: "app.name" of those that were applied.
    migrations: list[str]
    #: Files of pictures and their bytes, and those that the database names and that were not there.
    media: dict[str, Any]
    #: Keys of each purpose.
    redis: dict[str, int]
    versions: dict[str, str]
    #: Size and SHA-256 of the other files of the folder.
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = _FORMAT

    def write(self, folder: Path) -> None:
        self.files = {
            path.name: {"size": path.stat().st_size, "sha256": sha256_of(path)} for path in sorted(folder.iterdir())
        }
        content = asdict(self)
        text = json.dumps({**content, "seal": _seal(content)}, ensure_ascii=False, indent=2)
        (folder / NAME).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Raises BackupFailed for one that is missing, damaged, or of another release."""
    try:
        content = json.loads((folder / NAME).read_text(encoding="utf-8"))
        seal = content.pop("seal")
    except FileNotFoundError:
        raise BackupFailed(f"{folder} is no back-up: it has no {NAME}.") from None
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise BackupFailed(f"{folder / NAME} cannot be read: {error}.") from None
    if content.get("format") != _FORMAT:
        raise BackupFailed(f"{folder} has the format {content.get('format')}; this release reads {_FORMAT}.")
    if seal != _seal(content):
        raise BackupFailed(f"{folder / NAME} was changed or damaged.")
    return Manifest(**content)


def _seal(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
