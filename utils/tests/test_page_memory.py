import threading
import time

import pytest

from tests.racing import at_once
from utils.page_cache import memory as memories
from utils.page_cache.memory import Entry, Memory

FOR_EVER = time.monotonic() + 10**6


def test_page_that_was_being_built_during_another_change_is_kept():
    memory = Memory()

    def build():
        memory.forget(["sku:2"])
        return Entry("built", FOR_EVER, frozenset({"sku:1"}))

    memory.get("page", build)

    assert memory.peek("page").value == "built"


def test_nothing_that_was_being_built_when_all_was_given_up_is_kept():
    memory = Memory()

    def build():
        memory.clear()
        return Entry("built", FOR_EVER)

    memory.get("page", build)

    assert memory.peek("page") is None


def test_memory_of_dropped_entries_leaves_no_tags_behind():
    memory = Memory()
    for number in range(3):
        memory.get(number, lambda: Entry("x", FOR_EVER, frozenset({"a", f"b{number}"})))  # noqa: B023

    memory.forget(["a"])

    assert (len(memory), memory._keys_by_tag, memory._buildings) == (0, {}, set())


def test_waiting_for_a_page_there_is_one_builder():
    memory, built = Memory(), []

    def build():
        built.append(threading.get_ident())
        time.sleep(0.05)
        return Entry(len(built), FOR_EVER)

    entries = at_once(lambda _: memory.get("page", build), times=20)

    assert {entry.value for entry in entries} == {1}
    assert len(built) == 1


def test_builder_that_fails_lets_the_next_one_try():
    memory = Memory()

    def fail():
        raise ValueError("no database")

    with pytest.raises(ValueError, match="no database"):
        memory.get("page", fail)

    assert memory._builders == {}  # anybody can ask for addresses that have no page
    assert memory.get("page", lambda: Entry("built", FOR_EVER)).value == "built"


def test_memory_is_bounded_and_the_oldest_makes_room():
    memory = Memory()

    for number in range(memories.MAX_ENTRIES + 1):
        memory.get(number, lambda: Entry("first", FOR_EVER))

    assert len(memory) == memories.MAX_ENTRIES
    assert memory.get(1, lambda: Entry("again", FOR_EVER)).value == "first"
    assert memory.get(0, lambda: Entry("again", FOR_EVER)).value == "again"
