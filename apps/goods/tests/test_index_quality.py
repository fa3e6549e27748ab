"""The labelled queries of search_queries.txt on the small catalogue of search_catalogue.txt."""

import math
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from goods.demo.synonyms import load_synonyms
from goods.index import Request
from goods.index.current import catalogue_index
from goods.models import SKU

from .factories import BrandFactory, CategoryFactory, SKUFactory, SPUFactory

FOLDER = Path(__file__).parent
BEST, MEANT = 3, 1


def _lines(name):
    lines = (FOLDER / name).read_text().splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _load_catalogue():
    """Returns the key of each SKU by its id."""
    keys, brands, category = {}, {}, None
    for line in _lines("search_catalogue.txt"):
        if path := re.fullmatch(r"\[(.+)\]", line):
            category = _category(path[1].split(" > "))
            continue
        key, brand, name, caption, sales = (part.strip() for part in line.split("|"))
        brands[brand] = brands.get(brand) or BrandFactory(name=brand)
        spu = SPUFactory(name=name, brand=brands[brand], category=category)
        keys[SKUFactory(spu=spu, name=name, caption=caption, sales=int(sales)).pk] = key
    return keys


def _category(names):
    parent = None
    for name in names:
        known = parent.children.filter(name=name).first() if parent else _firsts().filter(name=name).first()
        parent = known or CategoryFactory(name=name, parent=parent)
    return parent


def _firsts():
    return CategoryFactory._meta.model.objects.filter(level=1)


def _queries():
    """Each query with how much each key is worth."""
    for line in _lines("search_queries.txt"):
        query, meant = (part.strip() for part in line.split("|"))
        best, _, others = meant.partition(";")
        yield query, [(pattern, BEST) for pattern in best.split()] + [(pattern, MEANT) for pattern in others.split()]


def _worth(key, labels):
    return max((worth for pattern, worth in labels if fnmatch(key, pattern)), default=0)


def _gain(worths):
    return sum((2**worth - 1) / math.log2(place + 2) for place, worth in enumerate(worths[:10]))


@pytest.mark.django_db
def test_labelled_queries_find_what_is_meant(index_catalogue):
    load_synonyms()
    keys = _load_catalogue()
    index_catalogue()
    quality = {}
    for query, labels in _queries():
        found = [keys[pk] for pk in catalogue_index().find(Request(words=query)).sku_ids]
        ideal = _gain(sorted((_worth(key, labels) for key in keys.values()), reverse=True))
        assert ideal, f"{query}: nothing in the catalogue is meant"
        quality[query] = (_gain([_worth(key, labels) for key in found]) / ideal, found[:10])

    mean = sum(ndcg for ndcg, _ in quality.values()) / len(quality)
    worst = sorted(quality.items(), key=lambda item: item[1][0])[:15]
    explained = "\n".join(f"{ndcg:.2f} {query}: {' '.join(found)}" for query, (ndcg, found) in worst)
    assert (SKU.objects.count() >= 150, len(quality) >= 60) == (True, True)
    assert (mean >= 0.98, worst[0][1][0] >= 0.5) == (True, True), f"NDCG@10 {mean:.3f}\n{explained}"
