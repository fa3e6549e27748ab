"""What pages need of a stored picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.storage import default_storage

from .files import Rendition


@dataclass(frozen=True)
class Picture:
    """What an <img> needs; `srcset` is empty when there is only one width."""

    src: str
    width: int
    height: int
    srcset: str


class StoredPicture:
    """The present picture, as the initial value of a file field: widgets want its `url`."""

    def __init__(self, renditions: Sequence[Rendition]) -> None:
        self._name = renditions[-1]["name"]
        self.url = default_storage.url(self._name)

    def __str__(self) -> str:
        return self._name.rpartition("/")[2]


def picture_of(renditions: Sequence[Rendition]) -> Picture | None:
    """What to show of a row's renditions, narrowest first; None when it has no picture.

    The size is that of the widest one, which is there from the beginning: nothing moves when the others come.
    """
    if not renditions:
        return None
    urls = [(default_storage.url(rendition["name"]), rendition["width"]) for rendition in renditions]
    widest = renditions[-1]
    srcset = ", ".join(f"{url} {width}w" for url, width in urls) if len(urls) > 1 else ""
    return Picture(src=urls[-1][0], width=widest["width"], height=widest["height"], srcset=srcset)
