"""The English translation is in step with the sentences of the shop: none missing, none left over, none half-done."""

import subprocess
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.once


def _catalog(path, locale=None):
    with path.open("rb") as file:
        return read_po(file, locale=locale)


@pytest.fixture(scope="module")
def sentences(tmp_path_factory):
    """What `make messages` would collect now."""
    pot = tmp_path_factory.mktemp("messages") / "django.pot"
    subprocess.run(["make", "--silent", "pot", f"POT={pot}"], cwd=ROOT, check=True)
    return {message.id for message in _catalog(pot) if message.id}


@pytest.fixture(scope="module")
def english():
    return _catalog(ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po", locale="en")


def _is_complete(message):
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(texts)


def test_every_sentence_is_translated(sentences, english):
    translated = {message.id for message in english if message.id and _is_complete(message)}

    assert sentences - translated == set()


def test_no_translation_is_left_of_a_sentence_that_is_gone(sentences, english):
    assert {message.id for message in english if message.id} - sentences == set()
    assert list(english.obsolete) == []


def test_no_translation_is_a_guess(english):
    assert [message.id for message in english if message.id and message.fuzzy] == []


def test_translations_use_the_same_placeholders(english):
    assert [f"{message.id}: {fault}" for message in english for fault in message.check(english)] == []


def test_no_translation_is_the_chinese_text_again(english):
    same = [message.id for message in english if message.id and message.string == message.id and not _is_latin(message)]

    assert same == []


def _is_latin(message):
    return all(character < "\u2e80" for character in message.id)
