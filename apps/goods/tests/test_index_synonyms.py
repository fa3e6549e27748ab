from pathlib import Path

import pytest
from django.contrib.auth.models import Group

from goods.index import Request
from goods.index.current import catalogue_index
from goods.index.storage import IndexFolder
from goods.index.synonyms import publish_synonyms
from goods.models import Synonym

from .factories import SKUFactory

pytestmark = pytest.mark.django_db


def _found(words):
    return catalogue_index().find(Request(words=words)).sku_ids


@pytest.mark.parametrize("words", ["手机", "移动电话", "行動電話", "大哥大 红色"])
def test_words_of_one_group_find_the_same(index_catalogue, words):
    Synonym.objects.create(words="手机 移动电话 行动电话 大哥大")
    sku = SKUFactory(name="红色手机")
    SKUFactory(name="电话卡")
    index_catalogue()

    assert _found(words) == (sku.pk,)


def test_word_inside_a_longer_word_has_no_synonyms(index_catalogue):
    Synonym.objects.create(words="电视 荧幕")
    television = SKUFactory(name="电视机 客厅")
    SKUFactory(name="荧幕机 客厅")
    index_catalogue()

    assert _found("电视机") == (television.pk,)


@pytest.mark.parametrize(("words", "is_valid"), [("手机", False), ("手机 手机", False), ("手机 电话", True)])
def test_group_has_at_least_two_words(admin_client, words, is_valid):
    admin_client.post("/admin/goods/synonym/add/", {"words": words})

    assert Synonym.objects.exists() == is_valid


def test_editors_write_synonyms_and_analysts_read_them():
    rights = {
        group.name: sorted(group.permissions.filter(codename__endswith="_synonym").values_list("codename", flat=True))
        for group in Group.objects.filter(name__in=("editor", "analyst"))
    }

    assert rights == {
        "editor": ["add_synonym", "change_synonym", "delete_synonym", "view_synonym"],
        "analyst": ["view_synonym"],
    }


def test_answers_are_forgotten_when_synonyms_change(index_catalogue, settings):
    sku = SKUFactory(name="红色手机")
    index_catalogue()
    before = _found("大哥大")

    Synonym.objects.create(words="手机 大哥大")
    publish_synonyms(IndexFolder(Path(settings.CATALOGUE_INDEX_DIR)).synonyms)

    assert (before, _found("大哥大")) == ((), (sku.pk,))
