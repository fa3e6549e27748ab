"""The pictures of a SKU. A row owns its files; the first picture is the cover."""

from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.db.models import Max
from PIL import Image

from utils import pictures
from utils.pictures import Rendition

from ..models import SKU, SKUImage
from .changing import note_changes

_FOLDER = "goods"


def save_gallery(
    *,
    sku: SKU,
    added: Sequence[Image.Image] = (),
    edited: Sequence[tuple[SKUImage, Image.Image | None]] = (),
    removed: Sequence[SKUImage] = (),
) -> None:
    """Adds pictures at the end, saves places and replacements, removes others; the cover follows. All or nothing.

    Files that no row has any more are deleted after the commit; new ones at once when something fails.
    """
    stored: list[list[Rendition]] = []
    try:
        replacements = {image.pk: _stored(picture, stored) for image, picture in edited if picture}
        additions = [_stored(picture, stored) for picture in added]
        with transaction.atomic():
            SKU.objects.select_for_update().get(pk=sku.pk)  # one editor after the other
            _remove(removed)
            for image, _picture in edited:
                _edit(image, replacements.get(image.pk))
            _append(sku, additions)
            _renew_cover(sku)
            note_changes([sku.pk])
    except Exception:
        for renditions in stored:
            pictures.delete_pictures(renditions)
        raise


def _stored(picture: Image.Image, kept: list[list[Rendition]]) -> list[Rendition]:
    kept.append(pictures.store_picture(picture, folder=_FOLDER))
    return kept[-1]


def _remove(images: Sequence[SKUImage]) -> None:
    lost = SKUImage.objects.filter(pk__in=[image.pk for image in images])
    for renditions in lost.values_list("renditions", flat=True):
        transaction.on_commit(partial(pictures.delete_pictures, renditions))
    lost.delete()


def _edit(image: SKUImage, replacement: list[Rendition] | None) -> None:
    if replacement is not None:
        old = SKUImage.objects.select_for_update().values_list("renditions", flat=True).get(pk=image.pk)
        transaction.on_commit(partial(pictures.delete_pictures, old))
        image.renditions = replacement
    image.save(update_fields=["sequence"] if replacement is None else ["sequence", "renditions"])


def _append(sku: SKU, additions: Sequence[list[Rendition]]) -> None:
    last = sku.images.aggregate(last=Max("sequence"))["last"]
    first = 0 if last is None else last + 1
    SKUImage.objects.bulk_create(
        [SKUImage(sku=sku, renditions=each, sequence=first + place) for place, each in enumerate(additions)]
    )


def _renew_cover(sku: SKU) -> None:
    first = sku.images.order_by("sequence", "pk").first()
    sku.renditions = first.renditions if first else []
    sku.save(update_fields=["renditions", "updated_at"])
