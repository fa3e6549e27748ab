"""Questions whose SQL is written once, and rows that are inserted without asking the ORM how: for the few places where
writing the SQL costs more than answering it. Everywhere else the ORM as it is.

    _STOCK = KeptQuestion(lambda ids: SKU.objects.filter(pk__in=ids).values_list("pk", "stock"))
    _STOCK.rows([3, 7])
"""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

_MOST = 100  # shapes of a question


class _Given(Expression):
    """Stands for a value that comes with each asking."""

    def __init__(self, position: int) -> None:
        super().__init__()
        self.position = position

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


@dataclass(frozen=True)
class _Kept:
    """A queryset with what its compiler found out."""

    rows: QuerySet[Any]
    compiler: SQLCompiler
    sql: str
    params: Sequence[Any]
    converters: Any

    def asked(self, values: Sequence[Any]) -> Any:
        """Django's own iteration, over a copy of the queryset whose compiler has nothing left to find out."""
        compiler: Any = copy.copy(self.compiler)
        compiler.connection = connections[self.rows.db]  # each thread has its own
        filled = tuple(values[each.position] if isinstance(each, _Given) else each for each in self.params)
        compiler.as_sql = lambda: (self.sql, filled)
        compiler.get_converters = lambda _columns: self.converters
        rows: Any = QuerySet.__new__(type(self.rows))
        rows.__dict__.update(self.rows.__dict__)
        rows.query = copy.copy(self.rows.query)
        rows.query.get_compiler = lambda using: compiler
        return self.rows._iterable_class(rows)


class KeptQuestion:
    """A queryset made by a function whose parameters, numbers or texts or lists of them, become values of its WHERE.

    They are compared in the database as they are: keys and texts, not dates, and no None. Lists of a foreign key are
    written `sku__id__in`, never `sku__in`. The function runs once for each database and each length of its lists.
    """

    def __init__(self, make: Callable[..., QuerySet[Any]]) -> None:
        self._make = make
        self._kept: dict[Any, _Kept] = {}
        self._model: type[Model] | None = None

    def rows(self, *given: Any) -> list[Any]:
        """What the queryset would give, asked anew."""
        if any(isinstance(each, list) and not each for each in given):
            return []
        shape = tuple(len(each) if isinstance(each, list) else None for each in given)
        using = router.db_for_read(self._model) if self._model else None
        kept = self._kept.get((using, shape)) or self._keep(shape)
        return list(kept.asked([value for each in given for value in _several(each)]))

    def first(self, *given: Any) -> Any:
        """The first row, or None."""
        return next(iter(self.rows(*given)), None)

    def _keep(self, shape: Sequence[int | None]) -> "_Kept":
        places = iter(range(1000))
        standing = [
            _Given(next(places)) if length is None else [_Given(next(places)) for _n in range(length)]
            for length in shape
        ]
        rows = self._make(*standing)
        self._model = rows.model
        compiler = rows.query.get_compiler(using=rows.db)
        sql, params = compiler.as_sql()
        if len(self._kept) >= _MOST:
            self._kept.clear()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        kept = self._kept[rows.db, tuple(shape)] = _Kept(rows, compiler, sql, params, converters)
        return kept


def _several(each: Any) -> Sequence[Any]:
    return each if isinstance(each, list) else [each]


def insert_rows(rows: Sequence[Model]) -> None:
    """Inserts rows of one model in one statement. A single one learns its key. Sends no signals; raises what the
    database raises. The database fills in no defaults."""
    connection = connections[router.db_for_write(type(rows[0]))]
    start, places, fields = _written(type(rows[0]), connection.alias or DEFAULT_DB_ALIAS)
    values = [each.get_db_prep_save(each.pre_save(row, True), connection) for row in rows for each in fields]
    with connection.cursor() as cursor:
        cursor.execute(start + ", ".join([places] * len(rows)), values)
        if len(rows) == 1:
            rows[0].pk = cursor.lastrowid
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@cache
def _written(model: type[Model], alias: str) -> tuple[str, str, Sequence[Field]]:
    """The statement up to its values, the places of one row, and what goes there."""
    fields = [each for each in model._meta.concrete_fields if not each.generated and not each.primary_key]
    quote = connections[alias].ops.quote_name
    names = ", ".join(quote(str(each.column)) for each in fields)
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ", f"({places})", fields  # noqa: S608
