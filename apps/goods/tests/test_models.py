import pytest
from django.db import IntegrityError, transaction

from goods.models import Category

from .factories import CategoryFactory, ChannelFactory, ChannelGroupFactory

pytestmark = pytest.mark.django_db


def is_refused(work):
    """Whether the database itself refuses."""
    try:
        with transaction.atomic():
            work()
    except IntegrityError:
        return True
    return False


def test_two_first_level_categories_cannot_share_a_name():
    CategoryFactory(name="手机")

    assert is_refused(lambda: CategoryFactory(name="手机"))


def test_name_may_come_back_under_another_parent_but_not_under_the_same():
    parent, other = CategoryFactory.create_batch(2)
    CategoryFactory(name="配件", parent=parent)

    assert not is_refused(lambda: CategoryFactory(name="配件", parent=other))
    assert is_refused(lambda: CategoryFactory(name="配件", parent=other))


@pytest.mark.parametrize("level", [2, 3])
def test_category_without_parent_is_at_the_first_level(level):
    assert is_refused(lambda: CategoryFactory(level=level))


@pytest.mark.parametrize("level", [0, 1, 4])
def test_category_with_parent_is_at_the_second_or_third_level(level):
    parent = CategoryFactory()

    assert is_refused(lambda: CategoryFactory(parent=parent, level=level))


def test_category_with_children_cannot_be_deleted():
    parent = CategoryFactory(parent=CategoryFactory()).parent

    assert is_refused(parent.delete)
    assert Category.objects.filter(pk=parent.pk).exists()


def test_category_is_once_in_a_channel_group():
    channel = ChannelFactory()

    assert is_refused(lambda: ChannelFactory(group=channel.group, category=channel.category))
    assert not is_refused(lambda: ChannelFactory(category=channel.category))


def test_two_channel_groups_cannot_share_a_name():
    ChannelGroupFactory(name="家电")

    assert is_refused(lambda: ChannelGroupFactory(name="家电"))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//elsewhere.example/", "list/1/1/"])
def test_channel_link_that_is_no_link_is_refused_by_the_database(url):
    assert is_refused(lambda: ChannelFactory(url=url))


def test_channel_leads_to_its_own_page_or_to_its_category():
    channel = ChannelFactory(url="")

    assert channel.link == f"/list/{channel.category_id}/1/"
    assert ChannelFactory(url="https://example.com/sale").link == "https://example.com/sale"
