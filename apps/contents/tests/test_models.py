from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from contents.models import Content, ContentCategory
from contents.slots import Role, Slot, slot_of

from .factories import ContentFactory, SlotFactory

NOW = timezone.now()
HOUR = timedelta(hours=1)


def is_refused(work):
    """Whether the database itself refuses."""
    try:
        with transaction.atomic():
            work()
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    ("key", "slot"),
    [
        ("index_lbt", Slot(Role.CAROUSEL, None)),
        ("index_kx", Slot(Role.NEWS, None)),
        ("index_ytgg", Slot(Role.HEADER_AD, None)),
        ("search_hot", Slot(Role.SEARCH_WORDS, None)),
        ("index_1f_logo", Slot(Role.FLOOR_LOGO, 1)),
        ("index_2f_pd", Slot(Role.FLOOR_CHANNELS, 2)),
        ("index_12f_bq", Slot(Role.FLOOR_TAGS, 12)),
        ("index_1f_ssxp", Slot(Role.FLOOR_PANEL, 1)),
    ],
)
def test_key_names_a_slot(key, slot):
    assert slot_of(key) == slot


@pytest.mark.parametrize("key", ["", "index", "index_0f_pd", "index_f_pd", "index_1f_", "index_1f_A", "index_lbt\n"])
def test_key_that_names_no_slot_is_refused(key):
    with pytest.raises(ValidationError):
        slot_of(key)


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "floor"), [(Role.NEWS, 1), (Role.FLOOR_PANEL, None), (Role.FLOOR_PANEL, 0), ("x", 1)])
def test_role_and_floor_fit_together_in_the_database(role, floor):
    assert is_refused(lambda: SlotFactory(role=role, floor=floor))


@pytest.mark.django_db
def test_two_slots_cannot_have_one_key():
    ContentCategory.at("index_kx", name="快讯").save()

    assert is_refused(ContentCategory.at("index_kx", name="另一个").save)


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//elsewhere.example/", "ftp://a/"])
def test_content_link_that_is_no_link_is_refused_by_the_database(url):
    assert is_refused(lambda: ContentFactory(url=url))


@pytest.mark.django_db
@pytest.mark.parametrize("length", [timedelta(0), -HOUR])
def test_content_ends_after_it_starts(length):
    assert is_refused(lambda: ContentFactory(starts_at=NOW, ends_at=NOW + length))


@pytest.mark.django_db
def test_slot_with_contents_cannot_be_deleted():
    slot = ContentFactory().category

    assert is_refused(slot.delete)


@pytest.mark.parametrize(
    ("window", "is_shown"),
    [
        ({}, True),
        ({"starts_at": NOW}, True),
        ({"starts_at": NOW + HOUR}, False),
        ({"ends_at": NOW}, False),
        ({"ends_at": NOW + HOUR}, True),
        ({"is_visible": False}, False),
    ],
)
def test_content_is_shown_from_its_start_until_its_end(window, is_shown):
    assert Content(**window).is_shown_at(NOW) is is_shown
