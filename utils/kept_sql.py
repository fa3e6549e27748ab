"""Questions whose SQL is written once, and rows that are inserted without asking the ORM how: for the few places where
writing the SQL costs more than answering it. Everywhere else the ORM as it is.

    _STOCK = KeptQuestion(lambda ids: SKU.objects.filter(pk__in=ids).values_list("pk", "stock"))
    _STOCK.rows([3, 7])
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.models import (
    BooleanField,
    CharField,
    Expression,
    Field,
    ForeignKey,
    IntegerField,
    Model,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    QuerySet,
)
from django.db.models.sql.compiler import SQLCompiler

_MOST = 100  # shapes of a question
#: Fields whose values the driver takes as they are.
_PLAIN = (CharField, ForeignKey, IntegerField, PositiveIntegerField, PositiveSmallIntegerField, BooleanField)


class _Given(Expression):
    """Stands for a value that comes with each asking."""

    def __init__(self, position: int) -> None:
        super().__init__()
        self.position = position

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


@dataclass(frozen=True)
class _Kept:
    """What the compiler of a queryset found out."""

    alias: str
    sql: str
    params: Sequence[Any]
    compiler: SQLCompiler
    converters: Any
    made_of: Callable[[Sequence[Any]], Any]

    def answer(self, values: Sequence[Any]) -> list[Any]:
        filled = [values[each.position] if isinstance(each, _Given) else each for each in self.params]
        with connections[self.alias].cursor() as cursor:
            cursor.execute(self.sql, filled)
            rows = cursor.fetchall()
        if self.converters:
            rows = self.compiler.apply_converters(rows, self.converters)
        return [self.made_of(row) for row in rows]


class KeptQuestion:
    """A queryset made by a function whose parameters, numbers or texts or lists of them, become values of its WHERE.

    They are compared in the database as they are: keys and texts, not dates, and no None. Lists of a foreign key are
    written `sku__id__in`, never `sku__in`. The queryset gives instances, perhaps with annotations, or tuples. The
    function runs once for each database and each length of its lists.
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
        return kept.answer([value for each in given for value in _several(each)])

    def first(self, *given: Any) -> Any:
        """The first row, or None."""
        return next(iter(self.rows(*given)), None)

    def _keep(self, shape: Sequence[int | None]) -> "_Kept":
        places = iter(range(1000))
        standing = [
            _Given(next(places)) if length is None else [_Given(next(places)) for _n in range(length)]
            for length in shape
        ]
        asked = self._make(*standing)
        self._model = asked.model
        compiler = asked.query.get_compiler(using=asked.db)
        sql, params = compiler.as_sql()
        if len(self._kept) >= _MOST:
            self._kept.clear()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        kept = _Kept(asked.db, sql, params, compiler, converters, _maker(asked, compiler))
        self._kept[asked.db, tuple(shape)] = kept
        return kept


def _maker(asked: QuerySet[Any], compiler: SQLCompiler) -> Callable[[Sequence[Any]], Any]:
    """What makes a tuple of a row where the queryset gives tuples, and else an instance with its annotations."""
    if asked._fields is not None or not compiler.klass_info:  # type: ignore[attr-defined]
        return tuple
    if compiler.klass_info.get("related_klass_infos"):
        raise ValueError("a kept question brings no related rows along")
    columns = compiler.klass_info["select_fields"]
    names = [compiler.select[n][0].target.attname for n in columns]
    first, last = columns[0], columns[-1] + 1
    annotations = list(compiler.annotation_col_map.items())

    def instance(row: Sequence[Any]) -> Any:
        made = asked.model.from_db(asked.db, names, row[first:last])
        for name, column in annotations:
            setattr(made, name, row[column])
        return made

    return instance


def _several(each: Any) -> Sequence[Any]:
    return each if isinstance(each, list) else [each]


def insert_rows(rows: Sequence[Model]) -> None:
    """Inserts rows of one model in one statement. A single one learns its key. Sends no signals; raises what the
    database raises. The database fills in no defaults."""
    connection = connections[router.db_for_write(type(rows[0]))]
    start, places, fields = _written(type(rows[0]), connection.alias or DEFAULT_DB_ALIAS)
    values = [
        getattr(row, name) if is_plain else field.get_db_prep_save(field.pre_save(row, True), connection)
        for row in rows
        for name, field, is_plain in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(start + ", ".join([places] * len(rows)), values)
        if len(rows) == 1:
            rows[0].pk = cursor.lastrowid
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@cache
def _written(model: type[Model], alias: str) -> tuple[str, str, Sequence[tuple[str, Field, bool]]]:
    """The statement up to its values, the places of one row, and what goes there: texts and numbers as they are."""
    fields = [each for each in model._meta.concrete_fields if not each.generated and not each.primary_key]
    quote = connections[alias].ops.quote_name
    names = ", ".join(quote(str(each.column)) for each in fields)
    places = ", ".join(["%s"] * len(fields))
    what = [(each.attname, each, type(each) in _PLAIN) for each in fields]
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ", f"({places})", what  # noqa: S608
