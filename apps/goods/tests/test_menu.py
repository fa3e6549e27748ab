import pytest

from goods.models import Category
from goods.queries import menu as queries
from goods.queries.menu import MenuCategory

from .factories import CategoryFactory, ChannelFactory, ChannelGroupFactory, make_menu

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("groups", [1, 11])
def test_menu_takes_two_queries_however_large(django_assert_num_queries, groups):
    make_menu(groups=groups)

    with django_assert_num_queries(2):
        menu = queries.category_menu()

    assert len(menu) == groups


def test_menu_has_three_levels_in_their_order():
    group = ChannelGroupFactory()
    phones = ChannelFactory(group=group, category__name="手机", sequence=2).category
    ChannelFactory(group=group, category__name="数码", sequence=1, url="/digital/")
    calls = CategoryFactory(parent=phones, name="手机通讯", sequence=1)
    simple = CategoryFactory(parent=calls, name="老人机", sequence=2)
    smart = CategoryFactory(parent=calls, name="智能手机", sequence=1)

    [line] = queries.category_menu()

    channels = [(each.name, each.url) for each in line.channels]
    assert channels == [("数码", "/digital/"), ("手机", f"/list/{phones.pk}/1/")]
    third = tuple(MenuCategory(each.pk, each.name, f"/list/{each.pk}/1/") for each in (smart, simple))
    assert line.categories == (MenuCategory(calls.pk, "手机通讯", f"/list/{calls.pk}/1/", third),)


def test_menu_lines_follow_the_order_of_the_groups():
    ChannelFactory(group__sequence=5, category__name="后")
    ChannelFactory(group__sequence=3, category__name="前")

    assert [line.channels[0].name for line in queries.category_menu()] == ["前", "后"]


def test_group_without_channels_is_not_in_the_menu():
    ChannelGroupFactory()

    assert queries.category_menu() == ()


@pytest.mark.parametrize("near", [1, 3])
def test_list_page_takes_two_queries_and_knows_what_is_around(django_assert_num_queries, near):
    first = CategoryFactory(name="家电")
    second = CategoryFactory(parent=first, name="厨房")
    siblings = CategoryFactory.create_batch(near, parent=first)
    children = CategoryFactory.create_batch(near, parent=second)

    with django_assert_num_queries(2):
        page = queries.list_page(second.pk)

    assert page.breadcrumb == (("首页", "/"), ("家电", f"/list/{first.pk}/1/"), ("厨房", f"/list/{second.pk}/1/"))
    assert [each.id for each in page.siblings] == [each.pk for each in siblings]
    assert [each.id for each in page.children] == [each.pk for each in children]


def test_list_page_of_a_first_level_category_has_the_other_first_level_ones_beside_it():
    category, other = CategoryFactory.create_batch(2)

    page = queries.list_page(category.pk)

    assert [each.name for each in page.siblings] == [other.name]
    assert page.children == ()


def test_list_page_of_an_unknown_category_is_refused():
    with pytest.raises(Category.DoesNotExist):
        queries.list_page(999)
