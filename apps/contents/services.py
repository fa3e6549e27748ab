"""What editors do to the home page."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from PIL import Image

from utils import pictures
from utils.pictures import Rendition

from .models import Content

_FOLDER = "contents"


def save_content(*, content: Content, picture: Image.Image | None = None, remove_picture: bool = False) -> None:
    """Saves the row with a new picture, without one, or with the one it has.

    A row owns its files: those of the picture it loses are deleted after the commit. When the row cannot be saved,
    the new files are deleted again.
    """
    stored = pictures.store_picture(picture, folder=_FOLDER) if picture else []
    try:
        with transaction.atomic():
            before = _locked_renditions(content)
            content.renditions = stored if (picture or remove_picture) else before
            content.save()
            if content.renditions != before:
                transaction.on_commit(partial(pictures.delete_pictures, before))
    except Exception:
        pictures.delete_pictures(stored)
        raise


def delete_contents(contents: Iterable[Content]) -> None:
    """Deletes the rows, all or none, and their files after the commit."""
    rows = list(contents)
    with transaction.atomic():
        Content.objects.filter(pk__in=[row.pk for row in rows]).delete()
        for row in rows:
            transaction.on_commit(partial(pictures.delete_pictures, row.renditions))


def store_drawing(svg: bytes, *, width: int, height: int) -> list[Rendition]:
    """Stores a drawing of our own and returns the renditions for one row, which owns the file."""
    return pictures.store_drawing(svg, folder=_FOLDER, width=width, height=height)


def _locked_renditions(content: Content) -> list[Rendition]:
    rows = Content.objects.select_for_update().filter(pk=content.pk).values_list("renditions", flat=True)
    return rows.first() or []
