"""The sizes of pictures of goods, made by tasks after the editor's request."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Subquery

from utils.page_cache import expire_after_commit
from utils.pictures import Sizes, make_late_sizes, make_sizes

from ..models import SKU, Brand, SKUImage
from ..page_tags import brand_tag
from .changing import note_changes
from .gallery import renew_cover


def size_gallery(*, image_ids: Sequence[int]) -> int:
    """Makes the sizes of these pictures of SKUs, each once; the cover follows. Returns of how many."""
    return make_sizes(SKUImage.objects.all(), image_ids, keep=_keep_in_gallery)


def size_logo(*, brand_id: int) -> int:
    return make_sizes(Brand.objects.all(), [brand_id], keep=_keep_logo)


def size_late() -> int:
    """Makes those whose task was lost or never queued. Returns of how many pictures."""
    of_skus = make_late_sizes(SKUImage.objects.all(), keep=_keep_in_gallery)
    return of_skus + make_late_sizes(Brand.objects.all(), keep=_keep_logo)


def _keep_in_gallery(sizes: Sizes) -> bool:
    with transaction.atomic():
        owner = SKUImage.objects.filter(pk=sizes.pk).values("sku_id")[:1]
        sku = SKU.objects.select_for_update().filter(pk=Subquery(owner)).first()  # first, as editors lock them
        if sku is None or not sizes.put_into_row():
            return False
        renew_cover(sku)
        note_changes([sku.pk])
    return True


def _keep_logo(sizes: Sizes) -> bool:
    with transaction.atomic():
        is_kept = sizes.put_into_row()
        if is_kept:
            expire_after_commit({brand_tag(sizes.pk)})
    return is_kept
