"""The pictures of a SKU. A row owns its files; the first picture is the cover."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from PIL import Image

from celery_tasks.pictures import tasks
from utils import pictures
from utils.pictures import PICTURE_FIELDS, Rendition

from ..models import SKU, SKUImage
from .changing import note_changes


def save_gallery(
    *,
    sku: SKU,
    added: Sequence[Image.Image] = (),
    edited: Sequence[tuple[SKUImage, Image.Image | None]] = (),
    removed: Sequence[SKUImage] = (),
) -> None:
    """Adds pictures at the end, saves places and replacements, removes others; the cover follows. All or nothing.

    After the commit, files that no row has any more are deleted, and a task makes the other sizes of the new ones.
    When something fails, the new files are deleted at once.
    """
    stored: list[list[Rendition]] = []
    try:
        replacements = {image.pk: _stored(picture, stored) for image, picture in edited if picture}
        additions = [_stored(picture, stored) for picture in added]
        with transaction.atomic():
            SKU.objects.select_for_update().get(pk=sku.pk)  # one editor after the other
            note_changes([sku.pk])  # so that pages are given up before the files that they show
            lost = _remove(removed)
            for image, _picture in edited:
                lost += _edit(image, replacements.get(image.pk))
            # Lines of orders keep the cover that was bought, and texts show pictures: those files stay.
            names = (name for image in lost for name in image.picture_files())
            pictures.delete_files_after_commit(names, shared_by=f"sku:{sku.pk}")
            _append(sku, additions)
            renew_cover(sku)
            _want_sizes(sku)
    except Exception:
        pictures.delete_pictures(rendition for renditions in stored for rendition in renditions)
        raise


def renew_cover(sku: SKU) -> None:
    """Copies the first picture into the SKU, which the caller has locked."""
    first = sku.images.order_by("sequence", "pk").first()
    sku.renditions = first.renditions if first else []
    sku.save(update_fields=["renditions", "updated_at"])


def _stored(picture: Image.Image, kept: list[list[Rendition]]) -> list[Rendition]:
    kept.append(pictures.store_master(picture, folder=SKUImage.picture_folder))
    return kept[-1]


def _remove(images: Sequence[SKUImage]) -> list[SKUImage]:
    """Returns what was there, for its files."""
    rows = SKUImage.objects.filter(pk__in=[image.pk for image in images])
    lost = list(rows)
    rows.delete()
    return lost


def _edit(image: SKUImage, replacement: list[Rendition] | None) -> list[SKUImage]:
    """Returns what was there, when its files are lost."""
    if replacement is None:
        image.save(update_fields=["sequence"])
        return []
    old = SKUImage.objects.select_for_update().get(pk=image.pk)
    image.take_picture(replacement)
    image.save(update_fields=["sequence", *PICTURE_FIELDS])
    return [old]


def _append(sku: SKU, additions: Sequence[list[Rendition]]) -> None:
    last = sku.images.aggregate(last=Max("sequence"))["last"]
    first = 0 if last is None else last + 1
    images = [SKUImage(sku=sku, sequence=first + place) for place in range(len(additions))]
    for image, renditions in zip(images, additions, strict=True):
        image.take_picture(renditions)
    SKUImage.objects.bulk_create(images)


def _want_sizes(sku: SKU) -> None:
    """One message for all of them: a broker that is away is waited for once."""
    waiting = list(sku.images.filter(sizes_wanted_at__isnull=False).values_list("pk", flat=True))
    if waiting:
        pictures.want_sizes(tasks.size_gallery, image_ids=waiting)
