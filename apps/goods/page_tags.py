"""The words by which kept pages say what of the catalogue they show, and changes say what they changed."""

from collections.abc import Iterable

MENU = "menu"  # which channels there are, in which order


def sku_tag(sku_id: int) -> str:
    return f"sku:{sku_id}"


def spu_tag(spu_id: int) -> str:
    """Its texts, its specifications, which SKUs it has."""
    return f"spu:{spu_id}"


def brand_tag(brand_id: int) -> str:
    return f"brand:{brand_id}"


def category_tag(category_id: int) -> str:
    return f"category:{category_id}"


def below_tag(category_id: int | None) -> str:
    """Which categories are below it; the first level is below none."""
    return f"below:{category_id or 0}"


def sku_tags(sku_ids: Iterable[int]) -> set[str]:
    return {sku_tag(pk) for pk in sku_ids}


def category_tags(category_ids: Iterable[int]) -> set[str]:
    return {category_tag(pk) for pk in category_ids}


def below_tags(category_ids: Iterable[int | None]) -> set[str]:
    return {below_tag(pk) for pk in category_ids}
