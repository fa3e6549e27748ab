"""Goods found, compared and kept by keyboard alone: every stop is seen, none is a trap, and the whole way from the menu
to a favourite is walked with Tab, arrows, Enter, Space and Escape."""

import re

import pytest
from playwright.sync_api import expect

from goods.models import Favourite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = 390, 1440
PAGES = (
    ("/", PHONE),
    ("/", DESK),
    ("/categories/", DESK),
    ("/list/{third}/1/", PHONE),
    ("/search/?q=手机", DESK),
    ("/detail/{sku}/", PHONE),
    ("/detail/{sku}/", DESK),
    ("/favourites/", PHONE),
    ("/history/", PHONE),
)
MOST_STOPS = 150
#: Where the focus is: its number in the page, and what is wrong with it. The ring may be around a label or a card.
STOP = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  let ring = here;
  const hasRing = (each) => {
    const style = getComputedStyle(each);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  while (ring && !hasRing(ring)) ring = ring.parentElement;
  const name = `${here.tagName.toLowerCase()}.${here.className} ${here.getAttribute("aria-label") || here.innerText}`;
  const stop = { number: [...document.querySelectorAll("*")].indexOf(here), fault: "" };
  if (!ring) return { ...stop, fault: `${name}: no ring` };
  const box = [...ring.getClientRects()].find((each) => each.width && each.height);
  if (!box) return { ...stop, fault: `${name}: has no size` };
  const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
  const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const top = document.elementFromPoint(x, y);
  const isSeen = top && (ring.contains(top) || top.contains(ring));
  return isSeen ? stop : { ...stop, fault: `${name}: is under ${top ? top.outerHTML.slice(0, 80) : "the edge"}` };
}"""


def opened(page, path):
    page.goto(path)
    page.wait_for_load_state("networkidle")


def stops(page, key):
    """All stops from here to the end of the page, pressing one key."""
    found = []
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        stop = page.evaluate(STOP)
        if stop is None or (found and stop["number"] == found[0]["number"]):
            return found
        found.append(stop)
    raise AssertionError(f"no way out of {page.url}: {found[-2:]}")


def go(page, place, *, key="Tab"):
    """Presses a key until the focus is at a place; every stop on the way is seen."""
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        stop = page.evaluate(STOP)
        assert stop is None or stop["fault"] == ""
        if place.count() == 1 and place.evaluate("(each) => each === document.activeElement"):
            return
    raise AssertionError(f"{key} does not lead to {place}")


@pytest.mark.parametrize(("path", "width"), PAGES)
def test_every_stop_of_a_page_is_seen_and_left_again(page, goods, path, width):
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, path.format(third=goods[0].spu.category_id, sku=goods[0].pk))

    there = stops(page, "Tab")
    back = stops(page, "Shift+Tab")

    assert [stop["fault"] for stop in there + back if stop["fault"]] == []
    numbers = [stop["number"] for stop in there]
    assert numbers == sorted(numbers)
    assert len(numbers) > 10
    assert {stop["number"] for stop in back} <= set(numbers)  # panels of the menu open on the way there only
    assert back[-1]["number"] == numbers[0]


def test_walk_would_find_stops_that_are_not_seen(browser_page):
    browser_page.goto("/robots.txt")
    browser_page.evaluate("""() => {
      document.body.innerHTML = "<button>seen</button><button>ringless</button><button>under</button><p>lid</p>";
      const [seen, ringless, under, lid] = document.body.children;
      for (const each of [seen, under]) each.style.outline = "3px solid";
      ringless.style.outline = "none";
      const { left, top, width, height } = under.getBoundingClientRect();
      Object.assign(lid.style, { position: "fixed", margin: 0, left: `${left}px`, top: `${top}px` });
      Object.assign(lid.style, { width: `${width}px`, height: `${height}px` });
    }""")

    faults = [stop["fault"].partition(" ")[2][:15] for stop in stops(browser_page, "Tab")]

    assert faults == ["", "ringless: no ri", "under: is under"]


def test_skip_link_is_the_first_stop_and_leads_past_the_header(page, goods):
    opened(page, f"/list/{goods[0].spu.category_id}/1/")

    go(page, page.get_by_role("link", name="跳到正文"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('.breadcrumb') !== null")


def test_menu_leads_to_a_list_that_is_filtered_and_sorted(page, goods):
    opened(page, "/")
    third = goods[0].spu.category

    go(page, page.locator(".menu").get_by_role("link", name=third.name, exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/list/{third.pk}/1/")
    go(page, page.locator(".filters").get_by_role("link", name=re.compile("远山")))
    page.keyboard.press("Enter")
    page.wait_for_url("**/?brand=*")
    go(page, page.get_by_label("最高价（元）"))
    page.keyboard.type("5000")
    page.keyboard.press("Enter")
    page.wait_for_url("**max=5000*")
    go(page, page.get_by_role("link", name="销量"))
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=hot*")

    names = page.locator(".goods").get_by_role("heading", level=3).all_inner_texts()
    assert names == ["手机 红", "手机 蓝", "手机 绿"]
    go(page, page.locator(".goods").get_by_role("link", name="手机 红"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/detail/{goods[0].pk}/")


def test_pictures_are_chosen_and_seen_large_and_the_focus_comes_back(page, goods):
    opened(page, f"/detail/{goods[0].pk}/")

    go(page, page.get_by_role("radio", name="第 1 张"))
    page.keyboard.press("ArrowRight")
    second = page.get_by_role("button", name="看大图：第 2 张，共 2 张")
    go(page, second, key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("button", name="关闭大图")).to_be_focused()
    assert page.evaluate(STOP)["fault"] == ""
    page.keyboard.press("Escape")
    expect(second).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="关闭大图")).to_be_focused()
    page.keyboard.press("Enter")

    expect(second).to_be_focused()
    assert page.get_by_role("dialog").count() == 0


def test_option_is_chosen_and_its_product_kept(page, alice, goods):
    opened(page, f"/detail/{goods[0].pk}/")

    go(page, page.locator(".options").get_by_role("link", name="绿"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/detail/{goods[2].pk}/")
    page.wait_for_load_state("networkidle")
    go(page, page.get_by_role("button", name="收藏", exact=True))
    page.keyboard.press("Space")

    expect(page.get_by_role("button", name="已收藏", pressed=True)).to_be_focused()
    assert set(Favourite.objects.of(alice).values_list("sku_id", flat=True)) == {goods[1].pk, goods[2].pk}


def test_suggestion_is_taken_and_the_search_narrowed(page, goods):
    opened(page, "/")

    go(page, page.get_by_role("combobox", name="想找点什么"))
    page.keyboard.type("shouji")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    go(page, page.locator(".filters").get_by_role("link", name=re.compile("仅看有货")))
    page.keyboard.press("Enter")
    page.wait_for_url("**stock=1*")
    go(page, page.locator(".chips").get_by_role("link", name=re.compile("仅看有货")))
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/search/\?q=[^&]*$"))


def test_favourites_and_history_are_emptied(page, goods, alice):
    opened(page, "/favourites/")
    go(page, page.get_by_role("button", name="移除 手机 蓝"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="还没有收藏")).to_be_visible()

    opened(page, "/history/")
    go(page, page.locator(".sure summary"))
    page.keyboard.press("Space")
    go(page, page.get_by_role("button", name="确定清空"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="还没有看过商品")).to_be_visible()
