import pytest

from goods.forms import CategoryForm

from .factories import CategoryFactory, ChannelFactory

pytestmark = pytest.mark.django_db


def form_for(category=None, **changed):
    return CategoryForm({"name": "手机", "parent": "", "sequence": "0"} | changed, instance=category)


def test_level_follows_from_the_parent():
    first = CategoryFactory()
    second = CategoryFactory(parent=first)

    assert form_for(parent=first.pk).save().level == 2
    assert form_for(parent=second.pk).save().level == 3
    assert form_for().save().level == 1


def test_third_level_category_cannot_have_children():
    third = CategoryFactory(parent=CategoryFactory(parent=CategoryFactory()))

    assert list(form_for(parent=third.pk).errors) == ["parent"]


def test_name_that_the_parent_already_has_is_refused_with_a_sentence():
    CategoryFactory(name="手机")

    assert form_for().errors == {"name": ["同一上级下已有这个名称的类别"]}


def test_category_keeps_its_own_name():
    category = CategoryFactory(name="手机")

    assert form_for(category).errors == {}


def test_category_with_children_stays_at_its_level():
    category = CategoryFactory(parent=CategoryFactory())
    CategoryFactory(parent=category)
    other = CategoryFactory()

    assert form_for(category).errors == {"parent": ["这个类别还有下级类别，不能换到别的级别"]}
    assert form_for(category, parent=other.pk).errors == {}


def test_channel_of_the_menu_stays_at_the_first_level():
    category = ChannelFactory().category

    errors = form_for(category, parent=CategoryFactory().pk).errors

    assert errors == {"parent": ["这个类别是菜单里的频道，只能留在一级"]}


def test_category_is_not_its_own_parent():
    category = CategoryFactory()

    assert form_for(category, parent=category.pk).errors == {"parent": ["类别不能是自己的上级"]}
