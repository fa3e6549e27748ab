"""People look at goods: what they looked at is kept for them, and counted for the mall."""

import secrets
from datetime import date, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Case, F, When
from django.utils import timezone

from .. import store
from ..models import SKU, Category, VisitBatch, VisitCount

_BATCHES_KEPT_FOR = timedelta(days=7)


def look_at(*, user: AbstractBaseUser | None, sku_id: int) -> list[int]:
    """Notes that somebody (None: a stranger) looks at this SKU, in one round trip to Redis and without a write to the
    database. Returns the SKUs that they looked at before, newest first. Raises SKU.DoesNotExist."""
    category_id = SKU.objects.values_list("category_id", flat=True).get(pk=sku_id)
    user_id = user.pk if user else None
    return store.note_look(user_id=user_id, sku_id=sku_id, category_id=category_id, at=timezone.localtime())


def forget_look(*, user: AbstractBaseUser, sku_id: int) -> None:
    """Takes one SKU out of what this user looked at; one that is not there is no error."""
    store.forget_look(user.pk, sku_id)


def forget_looks(*, user: AbstractBaseUser) -> None:
    """Forgets everything that this user looked at."""
    store.forget_looks(user.pk)


def move_visits() -> None:
    """Moves the visits that were counted in Redis into VisitCount.

    Each batch counts exactly once, wherever this stops and however often and parallel it runs: its name is written in
    the transaction of its counts, and only after the commit does Redis forget it. Whoever finds a batch in Redis whose
    name is in the database knows that only the forgetting is missing.
    """
    batch = store.begin_batch(secrets.token_hex(16))
    if batch is None:
        return
    with transaction.atomic():
        _moved, is_new = VisitBatch.objects.get_or_create(name=batch.name)
        if is_new:
            for day in sorted({day for day, _category_id in batch.counts}):
                _add(day, {pk: count for (that_day, pk), count in batch.counts.items() if that_day == day})
            VisitBatch.objects.filter(moved_at__lt=timezone.now() - _BATCHES_KEPT_FOR).delete()
    store.end_batch(batch.name)


def _add(day: date, counts: dict[int, int]) -> None:
    """Two writes for a day, however many categories. Those that were deleted since are left out."""
    present = sorted(Category.objects.filter(pk__in=counts).values_list("pk", flat=True))
    if not present:
        return
    VisitCount.objects.bulk_create(
        [VisitCount(category_id=pk, date=day, count=0) for pk in present], ignore_conflicts=True
    )
    more = Case(*(When(category_id=pk, then=counts[pk]) for pk in present))
    VisitCount.objects.filter(date=day, category_id__in=present).update(count=F("count") + more)
