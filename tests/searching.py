"""Reading pages and the sitemap as a search engine does."""

import re
from html import unescape
from xml.etree import ElementTree

from contents.tests.factories import ContentFactory
from goods.tests.factories import CategoryFactory, SKUFactory, SPUFactory

BASE = "https://mall.example"
XML = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
WIDTHS = [{"name": f"goods/a-{width}.webp", "width": width, "height": width} for width in (480, 960)]


def given_shop():
    """A list of two pages, a picture on the home page, an empty category, and goods that left the shelf."""
    spu = SPUFactory(name="青禾电水壶", brand__name="青禾")
    for number in range(31):
        SKUFactory(spu=spu, name=f"青禾电水壶 {number}L", caption=f"{number} 分钟烧开", renditions=WIDTHS)
    SKUFactory(spu=spu, is_launched=False)
    CategoryFactory(name="空空的类别")
    ContentFactory(category__key="index_lbt", renditions=WIDTHS)
    return spu


def text_of(client, path, **headers):
    response = client.get(path, headers=headers)
    assert response.status_code == 200, path
    return response.content.decode()


def found(pattern, page):
    return [unescape(each) for each in re.findall(pattern, page)]


def canonical_of(page):
    [address] = found(r'<link rel="canonical" href="([^"]+)">', page)
    return address


def alternates_of(page):
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page))


def meta(page, name):
    return dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', page)).get(name)


def path_of(address):
    assert address.startswith(f"{BASE}/")
    return address.removeprefix(BASE)


def addresses_in(client, path):
    """The addresses that a file of the sitemap lists, with the moments of their changes."""
    root = ElementTree.fromstring(client.get(path).content)  # noqa: S314 - our own
    return [(each.findtext(f"{XML}loc"), each.findtext(f"{XML}lastmod")) for each in root]


def listed(client):
    """Every address of every file that the sitemap's index names."""
    files = [path_of(address) for address, _moment in addresses_in(client, "/sitemap.xml")]
    return [address for path in files for address, _moment in addresses_in(client, path)]


def pages_of(shop):
    goods = [f"/detail/{pk}/" for pk in shop.skus.filter(is_launched=True).values_list("pk", flat=True)[:2]]
    steps = (shop.category, shop.category.parent, shop.category.parent.parent)
    lists = [f"/list/{step.pk}/{page}/" for step in steps for page in (1, 2)]
    return ["/", "/terms/", "/privacy/", "/categories/", *lists, *goods]
