"""The sizes of the pictures of reviews, made by tasks after the buyer's request."""

from collections.abc import Sequence

from django.db import transaction

from goods.page_tags import spu_tag
from utils.page_cache import expire_after_commit
from utils.pictures import Sizes, make_late_sizes, make_sizes

from ..models import Review, ReviewPicture


def size_reviews(*, picture_ids: Sequence[int]) -> int:
    """Makes the sizes of these pictures, each once. Returns of how many."""
    return make_sizes(ReviewPicture.objects.all(), picture_ids, keep=_keep)


def size_late() -> int:
    """Makes those whose task was lost or never queued. Returns of how many pictures."""
    return make_late_sizes(ReviewPicture.objects.all(), keep=_keep)


def _keep(sizes: Sizes) -> bool:
    with transaction.atomic():
        is_kept = sizes.put_into_row()
        if is_kept:
            spu_ids = Review.objects.filter(pictures=sizes.pk).values_list("spu_id", flat=True)
            expire_after_commit({spu_tag(spu_id) for spu_id in spu_ids})
    return is_kept
