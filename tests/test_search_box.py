"""The search box in a browser: a combobox by keyboard, by pointer and with an input method, and a plain form without
JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from contents.tests.factories import ContentFactory
from goods.index.building import rebuild
from goods.index.storage import IndexFolder
from goods.tests.factories import SKUFactory
from tests.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: What an input method does to a field while somebody writes 苹果: letters that are no words yet, then the words.
COMPOSE = """(input) => {
  const fire = (kind, type, rest) => input.dispatchEvent(new kind(type, { bubbles: true, ...rest }));
  fire(CompositionEvent, "compositionstart");
  for (const letters of ["p", "pi", "ping'guo"]) {
    input.value = letters;
    fire(InputEvent, "input", { isComposing: true });
  }
}"""
COMMIT = """(input) => {
  input.value = "苹果";
  input.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
  input.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true, data: "苹果" }));
}"""

#: Letter by letter, but quicker than a slow machine lets Playwright type.
TYPE_AT_ONCE = """(input, word) => {
  for (let end = 1; end <= word.length; end++) {
    input.value = word.slice(0, end);
    input.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: word[end - 1] }));
  }
}"""


@pytest.fixture
def _goods(settings, tmp_path):
    for name, sales in (("苹果手机", 30), ("苹果平板", 20), ("苹果电脑", 10)):
        SKUFactory(name=name, spu__name=name, sales=sales)
    for number, title in enumerate(("热水壶", "耳机")):
        ContentFactory(category__key="search_hot", title=title, url="", sequence=number)
    settings.CATALOGUE_INDEX_DIR = str(tmp_path / "index")
    rebuild(IndexFolder(tmp_path / "index"))


@pytest.fixture
def page(browser_page, _goods):
    browser_page.goto("/terms/")
    browser_page.wait_for_load_state("networkidle")
    return browser_page


@pytest.fixture
def asked(page):
    """What the search was asked for."""
    asked = []
    page.on("request", lambda request: asked.append(request.url.partition("/search/")[2]))
    return asked


def box(page):
    return page.get_by_role("combobox", name="想找点什么")


def options(page):
    return page.get_by_role("listbox", name="搜索建议").get_by_role("option")


def marked(page):
    """The option that the box says is active, which is also the one that says that it is selected."""
    active = box(page).get_attribute("aria-activedescendant")
    selected = page.locator("[role=option][aria-selected=true]")
    assert selected.count() == bool(active)
    return page.locator(f"#{active}").inner_text() if active else ""


def opened(page, words="pingguo"):
    box(page).press_sequentially(words)
    expect(options(page)).to_have_text(["苹果手机", "苹果平板", "苹果电脑"])
    return box(page)


def test_suggestions_appear_while_typing_and_are_counted(page):
    before = page.locator("main").bounding_box()

    opened(page)

    expect(box(page)).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".search_box [role=status]")).to_have_text("3 条建议，按上下方向键选择")
    assert page.locator("main").bounding_box() == before
    assert marked(page) == ""


def test_arrows_go_around_through_the_words_themselves(page):
    words = opened(page)

    seen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "Home"):
        words.press(key)
        seen.append(marked(page))

    assert seen == ["苹果手机", "苹果平板", "苹果电脑", "", "苹果电脑", "苹果平板", ""]
    assert words.input_value() == "pingguo"
    assert words.evaluate("(input) => input.selectionStart") == 0


def test_enter_takes_what_is_marked(page):
    words = opened(page)
    words.press("ArrowDown")
    words.press("ArrowDown")

    words.press("Enter")

    page.wait_for_url("**/search/?q=%E8%8B%B9%E6%9E%9C%E5%B9%B3%E6%9D%BF")
    expect(page.get_by_role("combobox")).to_have_value("苹果平板")


def test_enter_without_a_mark_searches_for_what_was_typed(page):
    opened(page).press("Enter")

    page.wait_for_url("**/search/?q=pingguo")


def test_escape_closes_first_and_empties_then(page):
    words = opened(page)

    words.press("Escape")
    after_one = (options(page).count(), words.get_attribute("aria-expanded"), words.input_value())
    words.press("Escape")

    assert after_one == (0, "false", "pingguo")
    assert words.input_value() == ""
    expect(page.locator(".search_box [role=status]")).to_have_text("")


def test_pointer_takes_an_option_and_leaving_closes(page):
    words = opened(page)
    words.press("Tab")
    expect(options(page)).to_have_count(0)
    words.press("ArrowDown")

    options(page).nth(2).click()

    page.wait_for_url(re.compile("/search/"))
    expect(page.get_by_role("combobox")).to_have_value("苹果电脑")


def test_empty_box_offers_hot_words_when_it_is_asked(page, asked):
    box(page).focus()
    page.wait_for_timeout(300)
    assert (asked, options(page).count()) == ([], 0)

    box(page).press("ArrowDown")

    expect(options(page)).to_have_text(["热水壶", "耳机"])
    assert page.get_by_text("热门搜索").is_visible()


def test_nothing_is_asked_while_an_input_method_composes(page, asked):
    words = opened(page)
    words.press("ArrowDown")
    del asked[:]

    words.evaluate(COMPOSE)
    words.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "isComposing": True})
    words.dispatch_event("keydown", {"key": "ArrowDown", "keyCode": 229, "isComposing": True})
    page.wait_for_timeout(400)
    during = (list(asked), marked(page), page.url.endswith("/terms/"))
    words.evaluate(COMMIT)

    with page.expect_response("**/search/suggestions/*"):
        pass
    assert during == ([], "苹果手机", True)
    assert asked == ["suggestions/?q=%E8%8B%B9%E6%9E%9C"]


def test_answer_that_comes_late_is_dropped(page):
    held = []
    page.route(re.compile(r"suggestions/\?q=ping$"), lambda route: held.append(route))
    box(page).press_sequentially("ping")
    page.wait_for_timeout(400)
    opened(page, "guo")

    held[0].fulfill(body='<a role="option" id="late">迟到</a>')
    page.wait_for_timeout(200)

    expect(options(page)).to_have_text(["苹果手机", "苹果平板", "苹果电脑"])


def test_answer_after_leaving_the_box_opens_nothing(page):
    held = []
    page.route("**/search/suggestions/*", lambda route: held.append(route))
    box(page).press_sequentially("ping")
    page.wait_for_timeout(400)

    box(page).blur()
    held[0].continue_()
    page.wait_for_timeout(300)

    assert options(page).count() == 0


def test_quick_typing_asks_once(page, asked):
    box(page).focus()
    box(page).evaluate(TYPE_AT_ONCE, "pingguo")
    expect(options(page)).to_have_count(3)

    assert asked == ["suggestions/?q=pingguo"]


@pytest.mark.parametrize("status", [429, 503, 500])
def test_box_is_silent_when_there_is_no_answer(page, status):
    opened(page)
    page.route("**/search/suggestions/*", lambda route: route.fulfill(status=status, body="<a role=option>太忙</a>"))

    with page.expect_response("**/search/suggestions/*"):
        box(page).press_sequentially("8")

    expect(options(page)).to_have_count(0)
    expect(box(page)).to_have_attribute("aria-expanded", "false")


def test_list_fits_a_phone(page):
    page.set_viewport_size({"width": 390, "height": 700})
    opened(page)

    frame = page.locator(".search_box__list").bounding_box()

    assert frame["x"] >= 0
    assert frame["x"] + frame["width"] <= 390
    assert {option.bounding_box()["height"] >= 44 for option in options(page).all()} == {True}
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.no_script
def test_without_script_the_box_is_a_plain_form(page):
    words = page.get_by_role("searchbox", name="想找点什么")
    words.fill("苹果平板")

    words.press("Enter")

    page.wait_for_url("**/search/?q=*")
    assert page.get_by_role("heading", name="苹果平板", exact=True).is_visible()


@pytest.mark.axe
@pytest.mark.parametrize("look", [{}, {"theme": "dark"}, {"size": "elder"}])
def test_open_list_has_no_axe_violation(page, look):
    page.context.add_cookies([{"name": name, "value": value, "url": page.url} for name, value in look.items()])
    page.goto("/search/?q=nothing-like-it")
    box(page).fill("")
    opened(page).press("ArrowDown")

    assert (marked(page), violations(page)) == ("苹果手机", [])
