"""Writing very many rows of a table: plain tuples past the models, several times as fast as bulk_create."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """The names are those of attributes, `spu_id`; a row has a value for each, as the database takes it. The other
    columns get their defaults. Raises IntegrityError. Nothing is validated."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    # All but those that the database numbers by itself.
    others = [field for name, field in fields.items() if name not in names and not isinstance(field, models.AutoField)]
    columns = [field.column for field in (*(fields[name] for name in names), *others)]
    quoted = ", ".join(connection.ops.quote_name(str(column)) for column in columns)
    places = ", ".join(["%s"] * len(columns))
    table = connection.ops.quote_name(model._meta.db_table)
    sql = f"INSERT INTO {table} ({quoted}) VALUES ({places})"  # noqa: S608 (quoted names)
    defaults = tuple(_default(model, field) for field in others)
    with connection.cursor() as cursor:
        cursor.executemany(sql, [row + defaults for row in rows])


def _default(model: type[models.Model], field: "models.Field[Any, Any]") -> Any:
    return field.get_db_prep_save(field.pre_save(model(), add=True), connection)


def refresh_statistics(*tables: type[models.Model]) -> None:
    """After very many new rows MySQL chooses its ways by what the tables were like before. Does nothing within a
    transaction, which it would commit."""
    if connection.vendor != "mysql" or connection.in_atomic_block:
        return
    names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE TABLE {names}")
        cursor.fetchall()
