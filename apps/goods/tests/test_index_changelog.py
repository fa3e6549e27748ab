from datetime import timedelta

import pytest
from django.utils import timezone

from goods.index.changelog import ChangeLog, prune_changes, recent_upheavals
from goods.models import CatalogueChange

pytestmark = pytest.mark.django_db


def _note(pk, sku_id, *, ago=timedelta(0)):
    CatalogueChange.objects.create(pk=pk, sku_id=sku_id)
    CatalogueChange.objects.filter(pk=pk).update(changed_at=timezone.now() - ago)


def test_changes_are_given_out_once_and_each_sku_once():
    log = ChangeLog(timezone.now(), 0)
    _note(1, 70)
    _note(2, 71)
    _note(3, 70)

    assert (log.due(), log.due()) == ([70, 71], [])


def test_numbers_that_appear_late_are_given_out():
    log = ChangeLog(timezone.now(), 0)
    _note(1, 70)
    _note(6, 76)
    log.due()

    late = []
    for pk in (4, 2, 5, 3):
        _note(pk, 70 + pk)
        late.append(log.due())

    assert (late, log.due()) == ([[74], [72], [75], [73]], [])


def test_a_new_start_looks_again_at_what_was_noted_shortly_before():
    _note(1, 71, ago=timedelta(hours=1))
    _note(3, 73, ago=timedelta(minutes=5))
    log = ChangeLog(timezone.now(), 3)
    assert log.due() == [73]

    _note(2, 72)

    assert log.due() == [72]


def test_only_changes_of_long_ago_are_pruned_and_never_the_newest():
    for pk, days in ((1, 30), (2, 8), (3, 6)):
        _note(pk, pk, ago=timedelta(days=days))

    assert prune_changes() == 2
    CatalogueChange.objects.update(changed_at=timezone.now() - timedelta(days=30))
    assert prune_changes() == 0
    assert list(CatalogueChange.objects.values_list("pk", flat=True)) == [3]


def test_a_note_that_everything_changed_is_given_out_until_an_index_was_built_after_it():
    _note(1, 70)
    _note(2, CatalogueChange.EVERYTHING)

    again, obeyed = ChangeLog(timezone.now(), 2), ChangeLog(timezone.now(), 2, recent_upheavals())

    assert (again.due(), obeyed.due()) == ([70, CatalogueChange.EVERYTHING], [70])
