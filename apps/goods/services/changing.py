"""What every change of the catalogue has in common."""

from collections.abc import Iterable

from django.db import transaction

from utils.page_cache import expire_pages

from ..models import CatalogueChange, SpecificationOption


def note_changes(sku_ids: Iterable[int]) -> None:
    """Tells the search index and the kept pages that these SKUs changed. Call it in the transaction of the change."""
    CatalogueChange.objects.bulk_create([CatalogueChange(sku_id=pk) for pk in dict.fromkeys(sku_ids)], batch_size=1000)
    if not _are_pages_to_expire():  # a list of 50 lines is saved line by line, and each expiry waits for a lease
        transaction.on_commit(expire_pages)


def _are_pages_to_expire() -> bool:
    """Whether this transaction will do so once it is committed."""
    return any(work is expire_pages for _savepoints, work, _robust in transaction.get_connection().run_on_commit)


def option_key(options: Iterable[SpecificationOption]) -> str:
    """What SKU.option_key holds for these options; at most one SKU of an SPU has it."""
    return "-".join(str(pk) for pk in sorted(option.pk for option in options))
