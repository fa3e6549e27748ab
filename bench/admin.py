"""How long editors wait at a million SKUs: each page of the admin that shows goods. `python -m bench.admin [SKUs]`

MariaDB with a buffer pool of 256 MB, granian with two workers, production settings; one editor asks for one page after
the other. Each page is asked for twice before it counts.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from statistics import median, quantiles
from urllib.parse import quote

import requests

from bench.admin_rows import Goods, add_rows, make_database
from bench.serving import BEHIND_TLS, WORKERS, production, web_server
from tests.servers import private_mariadb

_SKUS, _FEW = 1_000_000, 1_000
_ROUNDS = 10
_PATIENCE = 60  # seconds for an answer
_GRANIAN = (  # as production starts it
    "granian --interface wsgi --no-ws --log-level error --host 127.0.0.1 --port {port} "
    f"--workers {WORKERS} --blocking-threads 4"
)
_SESSION = (
    "from django.test import Client; from django.contrib.auth import get_user_model; client = Client();"
    "client.force_login(get_user_model().objects.get(username='superuser'));"
    "print('; '.join(f'{name}={morsel.value}' for name, morsel in client.cookies.items()))"
)
_Times = dict[str, list[float]]  # seconds by the name of the page
_Page = tuple[str, str, Mapping[str, object] | None]  # its name, its address, and the form that is sent


def main(skus: int) -> None:
    few, many = _times(_FEW), _times(skus)
    print(f"{'Pages of the admin, ms':34}{_FEW:>14,} SKUs{skus:>14,} SKUs")
    print(f"{'':34}{'p50':>10}{'p95':>9}{'p50':>10}{'p95':>9}{'ratio':>8}")
    for name in many:
        (before, late_before), (now, late) = _ms(few[name]), _ms(many[name])
        print(f"{name:34}{before:>10.0f}{late_before:>9.0f}{now:>10.0f}{late:>9.0f}{now / before:>8.2f}")
    slowest = max(many, key=lambda name: _ms(many[name])[1])
    print(f"The slowest: {slowest}, {_ms(many[slowest])[1]:.0f} ms at the 95th percentile")


def _ms(seconds: list[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    return 1000 * median(seconds), 1000 * quantiles(seconds, n=20, method="inclusive")[-1]


def _times(skus: int) -> _Times:
    with private_mariadb() as url:
        make_database(url)
        with production(database_url=url) as environment:
            environment["STAFF_TWO_FACTOR"] = "false"
            development = environment | {"DJANGO_SETTINGS_MODULE": "meiduo_mall.settings.dev"}
            _manage(development, "load_catalogue", "--skus", str(skus))
            goods = add_rows(url)
            session = _manage(environment, "shell", "--verbosity=0", "-c", _SESSION).strip()
            with web_server(f"{_GRANIAN} meiduo_mall.wsgi:application", environment) as server:
                return _ask(server.url, session, goods)


def _manage(environment: Mapping[str, str], *words: str) -> str:
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, env=dict(environment), check=True, stdout=subprocess.PIPE, text=True).stdout


def _ask(url: str, session: str, goods: Goods) -> _Times:
    times: _Times = {}
    with requests.Session() as browser:
        browser.headers.update({**BEHIND_TLS, "Cookie": session, "Origin": url.replace("http:", "https:")})
        form = browser.get(f"{url}/admin/goods/sku/", timeout=_PATIENCE)
        token = form.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        browser.headers["Cookie"] = f"{session}; csrftoken={form.cookies['csrftoken']}"
        for name, path, fields in pages(goods):
            sent = {"csrfmiddlewaretoken": token, **fields} if fields else None
            times[name] = [_seconds(browser, url + path, sent) for _ in range(_ROUNDS + 2)][2:]
    return times


def _seconds(browser: requests.Session, url: str, sent: Mapping[str, object] | None) -> float:
    """From the request to the last byte. Raises RuntimeError when the answer is no page."""
    method = "POST" if sent else "GET"
    answer = browser.request(method, url, data=sent, timeout=_PATIENCE, allow_redirects=False)
    if answer.status_code != 200:
        raise RuntimeError(f"{url} answers {answer.status_code}")
    return answer.elapsed.total_seconds()


def pages(goods: Goods) -> Iterator[_Page]:
    """Everything that an editor of goods opens."""
    yield "start of the admin", "/admin/", None
    for name, query in _queries_of_skus(goods):
        yield f"SKUs: {name}", f"/admin/goods/sku/?{query}", None
    for name, query in _queries_of_products(goods):
        yield f"products: {name}", f"/admin/goods/spu/?{query}", None
    for kind in ("brand", "category", "channelgroup", "channel", "synonym"):
        yield f"list: {kind}", f"/admin/goods/{kind}/", None
    yield from _forms(goods)
    yield from _deletions(goods)
    for model, field, term in (("sku", "spu", goods.brand_name), ("spu", "brand", ""), ("spu", "category", "")):
        query = f"app_label=goods&model_name={model}&field_name={field}&term={quote(term)}"
        yield f"autocomplete: {field}", f"/admin/autocomplete/?{query}", None


def _queries_of_skus(goods: Goods) -> Iterator[tuple[str, str]]:
    word, letter = f"q={quote(goods.brand_name)}", f"q={quote(goods.brand_name[0])}"
    large, small = (f"category__id__exact={pk}" for pk in (goods.category, goods.small_category))
    off, low, none = "is_launched__exact=0", "stock_is=low", "stock_is=none"
    yield from (("all", ""), ("all, last page", f"p={goods.last_page}"), ("on the shelf", "is_launched__exact=1"))
    yield from (("off the shelf", off), ("low stock", low), ("no stock", none))
    yield from (("large category", large), ("small category", small), ("large category, off", f"{large}&{off}"))
    yield from (("large category, low stock", f"{large}&{low}"), ("small category, no stock", f"{small}&{none}"))
    yield from (("name", word), ("one character", letter), ("number", f"q={goods.sku}"), ("nothing found", "q=zzz"))
    yield from (("name, off the shelf", f"{word}&{off}"), ("one character, low stock", f"{letter}&{low}"))
    yield from (("name, large category", f"{word}&{large}"), ("one character, all three", f"{letter}&{large}&{low}"))
    yield "of one product", f"spu__id__exact={goods.product}"


def _queries_of_products(goods: Goods) -> Iterator[tuple[str, str]]:
    large, small = (f"brand__id__exact={pk}" for pk in (goods.brand, goods.small_brand))
    yield from (("all", ""), ("large brand", large), ("small brand", small))
    yield "large category", f"category__id__exact={goods.category}"
    yield "brand and category", f"{large}&category__id__exact={goods.category}"
    yield from (("name", f"q={quote(goods.brand_name)}"), ("number", f"q={goods.product}"))


def _forms(goods: Goods) -> Iterator[_Page]:
    yield "product with 200 SKUs", f"/admin/goods/spu/{goods.product}/change/", None
    yield "SKU", f"/admin/goods/sku/{goods.sku}/change/", None
    yield "new SKU", f"/admin/goods/sku/add/?spu={goods.product}", None
    yield "history of a SKU", f"/admin/goods/sku/{goods.sku}/history/", None
    yield "history, 500 entries", "/admin/goods/sku/1/history/", None
    chosen = list(range(goods.sku, goods.sku + 50))
    change = {"action": "change_prices", "_selected_action": chosen, "by": "percent", "value": "-10", "preview": "yes"}
    yield "new prices of 50 SKUs", "/admin/goods/sku/", change


def _deletions(goods: Goods) -> Iterator[_Page]:
    yield "delete: SKU", f"/admin/goods/sku/{goods.sku}/delete/", None
    yield "delete: product", f"/admin/goods/spu/{goods.product}/delete/", None
    yield "delete: large brand", f"/admin/goods/brand/{goods.brand}/delete/", None
    yield "delete: large category", f"/admin/goods/category/{goods.category}/delete/", None
    chosen = {"action": "delete_selected", "_selected_action": list(range(goods.sku, goods.sku + 50))}
    yield "delete: 50 SKUs", "/admin/goods/sku/", chosen


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else _SKUS)
