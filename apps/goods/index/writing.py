"""Putting SKUs into an index and taking them out."""

from pathlib import Path

import tantivy

from .documents import documents_of, read_rows

_HEAP = 30_000_000  # bytes


def open_writer(version: Path) -> tuple[tantivy.IndexWriter, tantivy.Schema]:
    """Raises ValueError when another process writes this index."""
    index = tantivy.Index.open(str(version))
    return index.writer(_HEAP, 1), index.schema


def write_skus(writer: tantivy.IndexWriter, schema: tantivy.Schema, sku_ids: list[int]) -> None:
    """Brings these SKUs up to date from the database, or takes them out, with the next commit."""
    # By a query: delete_documents_by_term makes a signed term of a number, which deletes nothing of an unsigned field.
    writer.delete_documents_by_query(tantivy.Query.term_set_query(schema, "sku", [pk for pk in sku_ids if pk >= 0]))
    for document in documents_of(read_rows(sku_ids), schema):
        writer.add_document(document)
