"""What every change of the catalogue has in common."""

from collections.abc import Iterable

from utils.page_cache import expire_after_commit

from ..models import SKU, CatalogueChange, SpecificationOption
from ..page_tags import sku_tags, spu_tag

_BATCH = 1000  # rows


def note_changes(sku_ids: Iterable[int]) -> None:
    """Tells the search index that these SKUs changed, and gives up the pages that show them or their siblings.

    Call it in the transaction of the change; before a deletion, for afterwards nobody knows the siblings.
    """
    ids = note_for_index(sku_ids)
    spu_ids = set(SKU.objects.filter(pk__in=ids).order_by().values_list("spu_id", flat=True)) if ids else ()
    expire_after_commit(sku_tags(ids) | {spu_tag(pk) for pk in spu_ids})


def note_for_index(sku_ids: Iterable[int]) -> list[int]:
    """Tells the search index alone: for changes of what many SKUs share, whose pages have a tag of their own."""
    ids = list(dict.fromkeys(sku_ids))
    CatalogueChange.objects.bulk_create([CatalogueChange(sku_id=pk) for pk in ids], batch_size=_BATCH)
    return ids


def option_key(options: Iterable[SpecificationOption]) -> str:
    """What SKU.option_key holds for these options; at most one SKU of an SPU has it."""
    return "-".join(str(pk) for pk in sorted(option.pk for option in options))
