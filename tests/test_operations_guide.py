"""The operations guide: its links lead somewhere, what it tells people to type exists, no alarm is without steps."""

import re
import shlex

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from tests.deployed import DEPLOY, ROOT

DOCS = ROOT / "docs"
PAGES = {path: path.read_text() for path in [DOCS / "operations.md", *sorted((DOCS / "operations").iterdir())]}
pytestmark = pytest.mark.once


def _anchors(text):
    """As GitHub makes them."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    titles = re.findall(r"^#+ (.+)$", prose, re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_to_a_file_and_a_title(page):
    for link in re.findall(r"\]\(([^)]+)\)", PAGES[page]):
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page

        assert target.exists(), link
        assert not anchor or anchor in _anchors(target.read_text()), link


def test_first_page_leads_to_every_other():
    first, *others = PAGES

    assert [page.name for page in others if f"operations/{page.name})" not in PAGES[first]] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_of_the_mall_takes_what_people_are_told_to_type(page):
    told = re.findall(r"(?:`|^|&& |web python manage\.py )mall ([a-z_]+[^`|&\n#;]*)", PAGES[page], re.M)
    for line in told:
        name, *words = shlex.split(re.sub(r"<[^>]+>", "1", line.replace("…", "x")))
        assert name in get_commands(), line
        options = [word for word in words if word.startswith("--")]
        parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
        known = {string for action in parser._actions for string in action.option_strings}
        assert [option for option in options if option not in known and name != "fastdfs"] == [], line


def test_every_alarm_has_steps():
    rules = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text())
    alarms = {rule["alert"] for group in rules["groups"] for rule in group["rules"]}
    steps = re.findall(r"`(Mall\w+…?)`", PAGES[DOCS / "operations" / "failing.md"])

    assert [name for name in alarms if not any(_means(word, name) for word in steps)] == []
    assert [word for word in steps if not any(_means(word, name) for name in alarms)] == []


def _means(word, alarm):
    return alarm.startswith(word[:-1]) if word.endswith("…") else alarm == word


def test_every_file_of_deploy_that_is_named_is_there():
    named = {name for text in PAGES.values() for name in re.findall(r"\bdeploy/[\w./-]+[\w/]", text)}

    assert sorted(name for name in named if not (ROOT / name).exists()) == ["deploy/nginx/tls"]
