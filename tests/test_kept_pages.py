"""After any edit of the admin, every page that shows what was edited is new, and no other page was built again."""

from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import kept_catalogue as mall
from tests.staff_people import signed_in, staff
from utils.page_cache import forget_pages, pages


class _Undo(Exception):
    pass


@contextmanager
def undone():
    """Takes back what happens in the database."""
    try:
        with transaction.atomic():
            yield
            raise _Undo
    except _Undo:
        pass


def kept_facts():
    """What each page is made of, as this process remembers it."""
    return {key: entry for key, entry in pages._pages.memory._entries.items() if isinstance(key, str)}


def shows(path, words, *bodies):
    return any(word in body or word == f'href="{path}"' for word in words for body in bodies)


@pytest.mark.django_db
@pytest.mark.parametrize("edit", mall.EDITS)
@settings(
    max_examples=4, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(data=st.data())
def test_pages_that_show_an_edit_are_new_and_the_others_were_not_built_again(
    data, edit, index_catalogue, django_capture_on_commit_callbacks, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "media"
    with undone():
        mall.build_mall()
        index_catalogue()
        desk = signed_in(staff(is_superuser=True))
        forget_pages()
        before = mall.read(mall.addresses())
        facts = kept_facts()

        with django_capture_on_commit_callbacks(execute=True):
            words = edit(data, desk)
        shown_at_once = mall.read(before)
        mall.bring_index_up_to_date()
        paths = {**before, **dict.fromkeys(mall.addresses(), "")}
        after = mall.read(paths)
        built = {path for path, entry in kept_facts().items() if entry is not facts.get(path)}
        forget_pages()
        fresh = mall.read(paths)

    assert after == fresh
    assert facts.keys() == before.keys()
    needless = {path for path in built & before.keys() if before[path] == fresh[path]}
    assert {path for path in needless if not shows(path, words, before[path], shown_at_once[path])} == set()
