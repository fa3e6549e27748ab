"""RSA keys for the stand-in of Alipay, made once and kept in DATA_DIR: development only."""

import os
from pathlib import Path
from typing import NamedTuple


class KeyPair(NamedTuple):
    """Two PEM texts."""

    private: str
    public: str


def kept_key_pair(file: Path) -> KeyPair:
    """The pair in this file, made when there is none. Of several processes that make it at once, all get the first."""
    if not file.exists():
        _make(file)
    return KeyPair(*file.read_text().split("\n\n"))


def _make(file: Path) -> None:
    from Cryptodome.PublicKey import RSA  # of the package that asks Alipay; not loaded at other starts

    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = RSA.generate(2048)
    draft = file.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_bytes(key.export_key() + b"\n\n" + key.public_key().export_key())
    try:
        os.link(draft, file)
    except FileExistsError:  # somebody was quicker
        pass
    finally:
        draft.unlink()
