"""Error pages are shown when anything may be away: they need no user, no session, no database, and offer a way on."""

import re
from pathlib import Path

import pytest
from django.shortcuts import render

NAMES = sorted(path.stem for path in (Path(__file__).parents[1] / "templates/errors").glob("*.html"))


@pytest.mark.parametrize("reason", ["permission", "csrf"])
@pytest.mark.parametrize("name", NAMES)
def test_error_page_renders_from_a_bare_request_and_offers_a_way_on(rf, name, reason):
    request = rf.get("/somewhere/?page=2")  # without any middleware: no user, no session, no messages

    html = render(request, f"errors/{name}.html", {"reason": reason}).content.decode()

    main = html.split("<main")[1].split("</main>")[0]
    assert len(re.findall("<h1", html)) == 1
    assert re.search(r'<a class="button[^>]* href="/"', main)
    assert "csrfmiddlewaretoken" not in html


def test_error_page_of_an_outage_offers_the_same_page_again(rf):
    html = render(rf.get("/somewhere/?page=2&sort=new"), "errors/503.html").content.decode()

    assert 'href="/somewhere/?page=2&amp;sort=new"' in html
