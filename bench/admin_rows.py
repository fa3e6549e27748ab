"""What the benchmark of the admin adds to a catalogue: a large product, and a log of what editors did; and what of all
that it asks for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import MySQLdb
from MySQLdb.cursors import Cursor

_COLOURS, _SIZES = 20, 10
_LISTED, _ON_PAGE = 10_000, 30  # SKUs

_PRODUCT = """
INSERT INTO goods_spu (name, description, packing, after_sales, created_at, updated_at, brand_id, category_id)
    SELECT CONCAT(name, ' 大'), description, packing, after_sales, now(6), now(6), brand_id, category_id
    FROM goods_spu ORDER BY id LIMIT 1;
SET @spu = LAST_INSERT_ID();
INSERT INTO goods_specification (name, sequence, spu_id) VALUES ('颜色', 0, @spu);
SET @colour = LAST_INSERT_ID();
INSERT INTO goods_specification (name, sequence, spu_id) VALUES ('尺码', 1, @spu);
SET @size = LAST_INSERT_ID();
INSERT INTO goods_specificationoption (value, sequence, specification_id)
    SELECT CONCAT('色', seq), seq, @colour FROM seq_1_to_{colours};
INSERT INTO goods_specificationoption (value, sequence, specification_id)
    SELECT CONCAT('码', seq), seq, @size FROM seq_1_to_{sizes};
INSERT INTO goods_sku (name, caption, price, cost_price, market_price, stock, sales, review_count, is_launched,
        renditions, option_key, created_at, updated_at, category_id, spu_id)
    SELECT CONCAT(spu.name, ' ', colour.value, ' ', size.value), '', 99, 50, 120, 10, 5, 0, 1,
        (SELECT renditions FROM goods_sku ORDER BY id LIMIT 1), CONCAT(colour.id, '-', size.id), now(6), now(6),
        spu.category_id, spu.id
    FROM goods_spu spu, goods_specificationoption colour, goods_specificationoption size
    WHERE spu.id = @spu AND colour.specification_id = @colour AND size.specification_id = @size;
INSERT INTO goods_skuspecification (sku_id, specification_id, option_id)
    SELECT sku.id, @colour, SUBSTRING_INDEX(option_key, '-', 1) FROM goods_sku sku WHERE spu_id = @spu
    UNION ALL SELECT sku.id, @size, SUBSTRING_INDEX(option_key, '-', -1) FROM goods_sku sku WHERE spu_id = @spu;
"""
#: Four entries for ten SKUs, and 500 for one of them.
_LOG = """
INSERT INTO django_admin_log (action_time, object_id, object_repr, action_flag, change_message, content_type_id,
        user_id)
    SELECT now(6), IF(sku.id % 10 < 3, sku.id, 1), sku.name, 2, '单价 99.00 → 89.00', kind.id, person.id
    FROM goods_sku sku, django_content_type kind, users_user person
    WHERE sku.id % 10 < 4 AND (sku.id % 10 < 3 OR sku.id < 5000)
        AND kind.app_label = 'goods' AND kind.model = 'sku' AND person.username = 'superuser'
"""


@dataclass(frozen=True)
class Goods:
    """What there is to ask for."""

    product: int  # with 200 SKUs
    sku: int
    brand: int
    small_brand: int
    brand_name: str
    category: int
    small_category: int
    last_page: int  # of the list of SKUs


def add_rows(url: str) -> Goods:
    with _cursor(url) as cursor:
        for statement in _PRODUCT.format(colours=_COLOURS, sizes=_SIZES).split(";\n"):
            if statement.strip():
                cursor.execute(statement)
        product = _number(cursor, "SELECT @spu")
        cursor.execute(_LOG)
        cursor.execute("ANALYZE TABLE goods_sku, goods_spu, django_admin_log")
        cursor.fetchall()
        brand, small_brand = _most_and_least(cursor, "goods_spu", "brand_id")
        category, small_category = _most_and_least(cursor, "goods_sku", "category_id")
        return Goods(
            product=product,
            sku=_number(cursor, "SELECT CAST(AVG(id) AS INT) FROM goods_sku"),
            brand=brand,
            small_brand=small_brand,
            brand_name=_one(cursor, f"SELECT name FROM goods_brand WHERE id = {brand}"),  # noqa: S608
            category=category,
            small_category=small_category,
            last_page=-(-min(_LISTED, _number(cursor, "SELECT COUNT(*) FROM goods_sku")) // _ON_PAGE),
        )


def make_database(url: str) -> None:
    with _cursor(url.rpartition("/")[0]) as cursor:
        cursor.execute("CREATE DATABASE mall CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")


@contextmanager
def _cursor(url: str) -> Iterator[Cursor]:
    address = urlsplit(url)
    connection = MySQLdb.connect(
        host=address.hostname,
        port=address.port,
        user=address.username,
        database=address.path.strip("/"),
        charset="utf8mb4",
        autocommit=True,
    )
    with connection.cursor() as cursor:
        yield cursor
    connection.close()


def _most_and_least(cursor: Cursor, table: str, column: str) -> tuple[int, int]:
    cursor.execute(f"SELECT {column} FROM {table} GROUP BY {column} ORDER BY COUNT(*) DESC")  # noqa: S608
    found = [row[0] for row in cursor.fetchall()]
    return found[0], found[-1]


def _number(cursor: Cursor, query: str) -> int:
    return int(_one(cursor, query))


def _one(cursor: Cursor, query: str) -> Any:
    cursor.execute(query)
    return cursor.fetchone()[0]
