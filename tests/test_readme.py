"""README.md and README.zh-CN.md say the same, and what they tell people to type exists."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = {name: (ROOT / name).read_text() for name in ("README.md", "README.zh-CN.md")}
pytestmark = pytest.mark.once


def _code_blocks(text):
    return re.findall(r"^```.*?^```", text, flags=re.MULTILINE | re.DOTALL)


def _heading_levels(text):
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [len(marks) for marks in re.findall(r"^(#+) ", prose, flags=re.MULTILINE)]


def _links(text):
    return [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("README")]


def test_both_readmes_have_the_same_outline():
    english, chinese = (_heading_levels(text) for text in FILES.values())

    assert english == chinese


def test_both_readmes_have_the_same_commands():
    english, chinese = (_code_blocks(text) for text in FILES.values())

    assert english == chinese
    assert len(english) > 0


def test_both_readmes_have_the_same_tables_and_links():
    english, chinese = FILES.values()

    assert _links(english) == _links(chinese)
    assert english.count("\n|") == chinese.count("\n|")


def test_every_link_leads_to_a_file():
    links = [link for link in _links(FILES["README.md"]) if not link.startswith("http")]

    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_chore_of_the_readmes_is_one_of_make():
    named = set(re.findall(r"\bmake ([a-z]+)", FILES["README.md"] + FILES["README.zh-CN.md"]))

    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert named - {line.split()[0] for line in listed.splitlines()} == set()
