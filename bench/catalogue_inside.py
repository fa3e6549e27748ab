"""What bench.catalogue finds out inside a mall: which pages it has, what they ask of the database, how fast the engine
is. Prints JSON. `python -m bench.catalogue_inside pages|queries|engine`"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import django
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

django.setup()

from bench.catalogue_words import typed_words  # noqa: E402
from goods.index import PAGE_SIZE, Request, Sort  # noqa: E402
from goods.index.current import catalogue_index  # noqa: E402
from goods.index.tantivy_index import TantivyIndex  # noqa: E402
from goods.models import SKU, Brand, Category  # noqa: E402

PAGES = 240  # of each kind
QUESTIONS = 1000
_AGAIN = 2000
_ROUNDS = 4
_PAGES_DEEP = 5


def pages() -> dict[str, list[str]]:
    """Addresses of each kind, no two of which are the same, so that each is seen for the first time once. Lists and
    searches are full pages at every size, so that like is compared with like."""
    chance = Random(2)
    lists = [path for category in Category.objects.order_by("pk") for path in _lists(category)]
    first, last = SKU.objects.earliest("pk").pk, SKU.objects.latest("pk").pk
    drawn = SKU.objects.launched().filter(pk__in=[chance.randint(first, last) for _ in range(4 * PAGES)])
    ids = list(drawn.values_list("pk", flat=True))
    return {
        "list": chance.sample(lists, min(PAGES, len(lists))),
        "product": [f"/detail/{pk}/" for pk in chance.sample(ids, min(PAGES, len(ids)))],
        "search": list(islice(_searches(chance), PAGES)),
    }


def _lists(category: Category) -> Iterator[str]:
    total = catalogue_index().find(Request(category_id=category.pk)).total
    for page in range(1, min(total // PAGE_SIZE, _PAGES_DEEP) + 1):
        for sort in Sort:
            yield f"/list/{category.pk}/{page}/" + ("" if sort == Sort.DEFAULT else f"?sort={sort}")


def _searches(chance: Random) -> Iterator[str]:
    seen = set()
    for words in islice(typed_words(chance), 50 * PAGES):
        query = {"q": words} | ({} if words not in seen else {"sort": chance.choice(list(Sort)[1:])})
        path = f"/search/?{urlencode(query)}"
        if path not in seen and catalogue_index().find(Request(words=words)).total >= PAGE_SIZE:
            seen |= {path, words}
            yield path


def queries() -> dict[str, int]:
    """How often the first and the second look at a page ask the database, at most, of ten pages each."""
    chosen, counts = pages(), {}
    plain = [path for path in chosen["list"] if "?" not in path]
    Client(SERVER_NAME="127.0.0.1").get("/", secure=True)  # what a process reads once
    for kind, paths in (("list", plain), ("product", chosen["product"])):
        looks = [(_queries_of(path), _queries_of(path)) for path in paths[:10]]
        counts[f"{kind}, cold"], counts[f"{kind}, kept"] = (max(column) for column in zip(*looks, strict=True))
    return counts


def _queries_of(path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = Client(SERVER_NAME="127.0.0.1").get(path, secure=True)
    assert answer.status_code == 200, (path, answer.status_code)
    return len(captured)


def engine() -> dict[str, float]:
    """Milliseconds of CPU time of `find`: each question seen for the first time, the best of some rounds, because what
    else the machine does is not the engine's; then one of them again and again."""
    chance = Random(3)
    brands = list(Brand.objects.values_list("pk", flat=True))
    questions = [_question(words, chance, brands) for words in islice(typed_words(chance), 2 * QUESTIONS)]
    distinct = list(dict.fromkeys(questions))[:QUESTIONS]
    rounds = [_round(distinct) for _ in range(_ROUNDS)]
    spent = sorted(map(min, zip(*rounds, strict=True)))
    again = _milliseconds(lambda: [catalogue_index().find(distinct[-1]) for _ in range(_AGAIN)]) / _AGAIN
    return {"p50": spent[len(spent) // 2], "p95": spent[len(spent) * 95 // 100], "again": again}


def _round(questions: list[Request]) -> list[float]:
    """By an engine that remembers nothing yet."""
    find = TantivyIndex(Path(settings.CATALOGUE_INDEX_DIR)).find
    find(Request(words="预热"))
    return [_milliseconds(lambda each=each: find(each)) for each in questions]


def _question(words: str, chance: Random, brands: list[int]) -> Request:
    """One in five is sorted, or narrowed down."""
    asked, luck = Request(words=words), chance.random()
    if luck < 0.08:
        return replace(asked, sort=chance.choice([Sort.PRICE, Sort.HOT]))
    if luck < 0.14:
        return replace(asked, in_stock=True)
    return replace(asked, brand_ids=(chance.choice(brands),)) if luck < 0.2 else asked


def _milliseconds(work: Callable[[], object]) -> float:
    """Of CPU time: the engine works in the thread that asks."""
    started = time.thread_time()
    work()
    return (time.thread_time() - started) * 1000


if __name__ == "__main__":
    print(json.dumps({"pages": pages, "queries": queries, "engine": engine}[sys.argv[1]]()))
