"""The shop reads what its buyers wrote: shows it or not, and answers."""

from collections.abc import Iterable

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from goods.page_tags import spu_tag
from goods.services import rating
from utils.page_cache import expire_after_commit

from ..models import HideReason, Review, State

MOST_AT_ONCE = 500


class TooMany(Exception):
    """More reviews in one go than are changed in one transaction."""


def show(review_ids: Iterable[int], *, by_id: int) -> int:
    """Shows these reviews from now on, all or none; those that are shown already stay so. Returns how many changed."""
    with transaction.atomic():
        rows = [row for row in _locked(review_ids) if not row.is_shown]
        rating.count_in(_ratings(rows))
        Review.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.SHOWN, hide_reason="")
        _tell(rows, _("展示"), by_id)
    return len(rows)


def hide(review_ids: Iterable[int], *, reason: HideReason, by_id: int) -> int:
    """Hides these reviews, shown or not, all or none. Returns how many changed; another reason is a change too."""
    with transaction.atomic():
        rows = [row for row in _locked(review_ids) if (row.state, row.hide_reason) != (State.HIDDEN, reason)]
        rating.count_out(_ratings(row for row in rows if row.is_shown))
        Review.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.HIDDEN, hide_reason=reason)
        _tell(rows, _("不展示：%(reason)s") % {"reason": HideReason(reason).label}, by_id)
    return len(rows)


def reply(review_id: int, *, text: str, by_id: int) -> bool:
    """Answers in the name of the shop, or with an empty text takes the answer back. False when nothing changed."""
    with transaction.atomic():
        rows = [row for row in _locked([review_id]) if row.reply != text]
        answer = {"replied_at": timezone.now(), "replied_by_id": by_id} if text else _NO_ANSWER
        Review.objects.filter(pk__in=[row.pk for row in rows]).update(reply=text, **answer)
        _tell(rows, _("回复") if text else _("删除了回复"), by_id)
    return bool(rows)


_NO_ANSWER = {"replied_at": None, "replied_by_id": None}


def _locked(review_ids: Iterable[int]) -> list[Review]:
    """In the order of their keys, and by these alone: by an index on the state, two who moderate the same reviews could
    lock each other out instead of coming one after the other."""
    wanted = list(dict.fromkeys(review_ids))
    if len(wanted) > MOST_AT_ONCE:
        raise TooMany
    return list(Review.objects.filter(pk__in=wanted).order_by("pk").select_for_update())


def _ratings(rows: Iterable[Review]) -> list[rating.Rating]:
    return [rating.Rating(row.spu_id, row.sku_id, row.stars) for row in rows]


def _tell(rows: list[Review], sentence: str, by_id: int) -> None:
    """The pages that show them, and the history in the admin."""
    expire_after_commit({spu_tag(row.spu_id) for row in rows})
    content_type_id = ContentType.objects.get_for_model(Review).pk
    LogEntry.objects.bulk_create(
        LogEntry(
            user_id=by_id,
            content_type_id=content_type_id,
            object_id=str(row.pk),
            object_repr=str(row),
            action_flag=CHANGE,
            change_message=sentence,
        )
        for row in rows
    )
