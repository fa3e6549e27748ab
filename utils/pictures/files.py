"""The files of pictures in Django's storage."""

import io
import secrets
from collections.abc import Callable, Collection, Iterable
from typing import TypedDict

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from utils.stored_files import StorageUnavailable
from utils.unwanted_files.deleting import delete_files

WIDTHS = (480, 960, 1440)  # pixels
MASTER_WIDTH = WIDTHS[-1]
_WEBP_QUALITY = 82


class Rendition(TypedDict):
    """One stored file of a picture. The name is what the storage chose, not what it was asked for."""

    name: str
    width: int
    height: int


Note = Callable[[Rendition], bool]


def store_master(picture: Image.Image, *, folder: str) -> list[Rendition]:
    """Saves the picture as WebP in the widest of our widths, never wider than it is. Blocks on the storage.

    Raises StorageUnavailable; then nothing was stored.
    """
    return [_store(_plain(picture), min(MASTER_WIDTH, picture.width), folder=folder, token=new_token())]


def store_sizes(
    master: Rendition, *, folder: str, token: str, have: Collection[int] = (), note: Note | None = None
) -> list[Rendition]:
    """Saves the other widths of a stored picture, but those that it has, under the names of `size_names`; when one
    fails, the files before it are deleted again.

    A file that got another name is shown to `note` at once: True means that a row has it now, and it is not deleted.
    """
    picture = _opened(master["name"])
    made: list[Rendition] = []
    owned: list[Rendition] = []
    try:
        for width in widths_below(master["width"]):
            if width in have:
                continue
            made.append(_store(picture, width, folder=folder, token=token))
            if note and made[-1]["name"] != _file_name(folder, token, width) and note(made[-1]):
                owned.append(made[-1])
    except Exception:
        delete_pictures(each for each in made if each not in owned)
        raise
    return made


def store_drawing(svg: bytes, *, folder: str, width: int, height: int) -> list[Rendition]:
    """Saves an SVG drawing of our own. Never for uploads: an SVG may carry scripts."""
    name = default_storage.save(f"{folder}/{new_token()}.svg", ContentFile(svg))
    return [{"name": name, "width": width, "height": height}]


def delete_pictures(renditions: Iterable[Rendition]) -> None:
    """Deletes the files as `delete_files` does."""
    delete_files(rendition["name"] for rendition in renditions)


def widths_below(width: int) -> list[int]:
    return [each for each in WIDTHS if each < width]


def size_names(folder: str, token: str) -> list[str]:
    """The names that the storage is asked for when the sizes are made with this token.

    A storage that gives names itself, as FastDFS does, has no such files; deleting them is no error.
    """
    return [_file_name(folder, token, width) for width in WIDTHS[:-1]] if token else []


def new_token() -> str:
    return secrets.token_hex(8)


def _file_name(folder: str, token: str, width: int) -> str:
    return f"{folder}/{token}-{width}.webp"


def _store(picture: Image.Image, width: int, *, folder: str, token: str) -> Rendition:
    height = max(1, round(picture.height * width / picture.width))
    scaled = picture if width == picture.width else picture.resize((width, height), Image.Resampling.LANCZOS)
    webp = io.BytesIO()
    # Nothing but the pixels: where and with what a photograph was taken stays with the editor.
    scaled.save(webp, "WEBP", quality=_WEBP_QUALITY, exif=b"", xmp=b"", icc_profile=b"")
    wanted = _file_name(folder, token, width)
    try:
        name = default_storage.save(wanted, ContentFile(webp.getvalue()))
    except OSError as error:
        delete_files([wanted])  # the half that fitted onto a full disk
        raise StorageUnavailable(f"a picture was not stored: {error}") from error
    return {"name": name, "width": width, "height": height}


def _opened(name: str) -> Image.Image:
    with default_storage.open(name) as file, Image.open(file, formats=("WEBP",)) as picture:
        return _plain(picture)


def _plain(picture: Image.Image) -> Image.Image:
    """The pixels in memory, in a mode that WebP knows."""
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    return picture.convert(mode)
