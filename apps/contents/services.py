"""What editors do to the home page."""

from collections.abc import Iterable

from django.db import transaction
from PIL import Image

from celery_tasks.pictures import tasks
from utils import pictures
from utils.page_cache import expire_after_commit
from utils.pictures import Rendition, Sizes

from .models import Content
from .page_tags import HOME


def save_content(*, content: Content, picture: Image.Image | None = None, remove_picture: bool = False) -> None:
    """Saves the row with a new picture, without one, or with the one it has.

    A row owns its files: those of the picture it loses are deleted after the commit, and a task makes the other sizes
    of the one it gets. When the row cannot be saved, the new file is deleted again.
    """
    stored = pictures.store_master(picture, folder=Content.picture_folder) if picture else []
    try:
        with transaction.atomic():
            before = Content.objects.select_for_update().filter(pk=content.pk).first() or Content()
            if picture or remove_picture:
                content.take_picture(stored)
                pictures.delete_files_after_commit(before.picture_files())
            else:
                content.keep_picture_of(before)
            content.save()
            if picture and content.sizes_wanted_at:
                pictures.want_sizes(tasks.size_content, content_id=content.pk)
    except Exception:
        pictures.delete_pictures(stored)
        raise


def delete_contents(contents: Iterable[Content]) -> None:
    """Deletes the rows, all or none, and their files after the commit."""
    ids = [content.pk for content in contents]
    with transaction.atomic():
        rows = list(Content.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
        Content.objects.filter(pk__in=ids).delete()
        pictures.delete_files_after_commit(name for row in rows for name in row.picture_files())


def size_content(*, content_id: int) -> int:
    """Makes the other sizes of a picture that was uploaded, once. Returns of how many pictures."""
    return pictures.make_sizes(Content.objects.all(), [content_id], keep=_keep_sizes)


def size_late() -> int:
    """Makes those whose task was lost or never queued. Returns of how many pictures."""
    return pictures.make_late_sizes(Content.objects.all(), keep=_keep_sizes)


def store_drawing(svg: bytes, *, width: int, height: int) -> list[Rendition]:
    """Stores a drawing of our own and returns the renditions for one row, which owns the file."""
    return pictures.store_drawing(svg, folder=Content.picture_folder, width=width, height=height)


def _keep_sizes(sizes: Sizes) -> bool:
    with transaction.atomic():
        is_kept = sizes.put_into_row()
        if is_kept:
            expire_after_commit({HOME})
    return is_kept
