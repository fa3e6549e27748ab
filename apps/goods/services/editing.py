"""What editors do to brands, products and SKUs. Whoever changes something tells the search index and the kept pages."""

from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from PIL import Image

from celery_tasks.pictures import tasks
from utils import pictures
from utils.page_cache import expire_after_commit

from .. import rich_text
from ..models import SKU, SPU, Brand, Category, SKUImage, SKUSpecification, Specification, SpecificationOption
from ..page_tags import below_tag, brand_tag, category_tag
from . import history
from .changing import note_changes, note_for_index, option_key

_RICH = ("description",)  # the other two are plain lines


class EditRefused(Exception):
    """What was true when the form was checked no longer is. Nothing was changed."""


class CombinationTaken(EditRefused):
    """Another SKU of the product has the same options."""


class OptionInUse(EditRefused):
    """A SKU has the option or specification that was to go."""


@dataclass(frozen=True)
class SKUEdit:
    """A SKU with what of it was changed, and the stock that the editor saw: orders take from it meanwhile."""

    sku: SKU
    changed: Collection[str] = ()
    seen_stock: int | None = None


@dataclass(frozen=True)
class SpecificationEdit:
    """A specification, new or changed, and the values it is to have, in their order."""

    specification: Specification
    values: Sequence[str]


def save_category(*, category: Category) -> None:
    """Saves the category; the search index learns of all its SKUs when its name or its parent is another one."""
    with transaction.atomic():
        before = Category.objects.select_for_update().filter(pk=category.pk).first()
        category.save()
        expire_after_commit({category_tag(category.pk)})
        if before is None or before.parent_id != category.parent_id:
            expire_after_commit({below_tag(category.parent_id)})
        if before and (before.name, before.parent_id) != (category.name, category.parent_id):
            note_for_index(SKU.objects.in_category(category).order_by("pk").values_list("pk", flat=True))


def delete_categories(categories: Iterable[Category]) -> None:
    """All or none. Raises ProtectedError when one has products or categories below it."""
    rows = list(categories)
    with transaction.atomic():
        Category.objects.filter(pk__in=[category.pk for category in rows]).delete()
        expire_after_commit(category_tag(category.pk) for category in rows)


def save_brand(*, brand: Brand, picture: Image.Image | None = None, remove_picture: bool = False) -> None:
    """Saves the brand with a new logo, without one, or with the one it has.

    After the commit the files of the logo that it loses are deleted, and a task makes the other sizes of a new one.
    """
    stored = pictures.store_master(picture, folder=Brand.picture_folder) if picture else []
    try:
        with transaction.atomic():
            before = Brand.objects.select_for_update().filter(pk=brand.pk).first()
            if picture or remove_picture:
                brand.take_picture(stored)
                pictures.delete_files_after_commit(before.picture_files() if before else ())
            elif before:
                brand.keep_picture_of(before)
            brand.save()
            if picture and brand.sizes_wanted_at:
                pictures.want_sizes(tasks.size_logo, brand_id=brand.pk)
            expire_after_commit({brand_tag(brand.pk)})
            if before is not None and before.name != brand.name:
                note_for_index(_ids_of(spu__brand=brand))
    except Exception:
        pictures.delete_pictures(stored)
        raise


def delete_brands(brands: Iterable[Brand]) -> None:
    """Deletes them, all or none, and their logos after the commit. Raises ProtectedError when one has products."""
    ids = [brand.pk for brand in brands]
    with transaction.atomic():
        rows = list(Brand.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
        Brand.objects.filter(pk__in=ids).delete()
        pictures.delete_files_after_commit(name for brand in rows for name in brand.picture_files())


def save_product(
    *,
    spu: SPU,
    specifications: Sequence[SpecificationEdit] = (),
    dropped: Sequence[Specification] = (),
    skus: Sequence[SKUEdit] = (),
    by_id: int,
) -> None:
    """Saves a product, its texts cleaned, with what changed of its specifications and SKUs; all or nothing.

    Of a SKU the named fields are written, stock by the difference, into its history too. Its category follows the
    product's. Raises EditRefused: CombinationTaken when two SKUs would be the same without the dropped specifications,
    OptionInUse when a SKU has an option that is missing from the values.
    """
    with transaction.atomic():
        for name in _RICH:
            setattr(spu, name, rich_text.clean(getattr(spu, name)))
        spu.save()
        _drop(spu, dropped)
        for edit in specifications:
            _save_specification(spu, edit)
        SKU.objects.filter(spu=spu).exclude(category_id=spu.category_id).update(category_id=spu.category_id)
        history.note([(edit.sku, _write(edit)) for edit in skus], by_id=by_id)
        note_changes(_ids_of(spu=spu))


def delete_products(products: Iterable[SPU]) -> None:
    """All or none. Raises ProtectedError when one still has SKUs."""
    SPU.objects.filter(pk__in=[spu.pk for spu in products]).delete()


def save_specification(*, specification: Specification, options: Sequence[SpecificationOption] = ()) -> None:
    """Saves the name and place of a specification and of these options; the SKUs that have them keep them."""
    with transaction.atomic():
        specification.save()
        for option in options:
            option.save()
        note_changes(_ids_of(spu_id=specification.spu_id))


def save_sku(edit: SKUEdit, *, options: Sequence[SpecificationOption] | None = None) -> str:
    """Saves a new SKU, or what was changed of one, with its options unless they are None.

    The stock changes by the difference to what the editor saw. Returns what became of prices, stock and shelf.
    Raises CombinationTaken.
    """
    sku = edit.sku
    with transaction.atomic():
        if options is not None:
            sku.option_key = option_key(options)
            edit = replace(edit, changed={*edit.changed, "option_key"})
        try:
            with transaction.atomic():
                said = _write(edit)
        except IntegrityError as error:
            raise CombinationTaken from error
        if options is not None:
            _choose(sku, options)
        note_changes([sku.pk])
    return said


def delete_skus(skus: Iterable[SKU]) -> None:
    """Deletes the SKUs, all or none, and the files of their pictures after the commit."""
    ids = [sku.pk for sku in skus]
    with transaction.atomic():
        list(SKU.objects.select_for_update().filter(pk__in=ids).order_by("pk").values("pk"))  # nobody adds files now
        lost = list(SKUImage.objects.filter(sku__in=ids))
        note_changes(ids)
        SKU.objects.filter(pk__in=ids).delete()
        names = (name for image in lost for name in image.picture_files())
        pictures.delete_files_after_commit(names, shared_by="texts")  # nobody has bought what can be deleted


def _write(edit: SKUEdit) -> str:
    sku = edit.sku
    if sku.pk is None:
        # Locked: while its product moves to another category, a new SKU would stay behind.
        sku.category_id = SPU.objects.select_for_update().get(pk=sku.spu_id).category_id
        sku.save()
        return ""
    before = SKU.objects.select_for_update().get(pk=sku.pk)
    if "stock" in edit.changed and edit.seen_stock is not None:
        sku.stock = max(0, before.stock + sku.stock - edit.seen_stock)
    after = copy(before)
    for name in edit.changed:
        setattr(after, name, getattr(sku, name))
    sku.save(update_fields={*edit.changed, "updated_at"})
    return history.moves(before, after)


def _choose(sku: SKU, options: Sequence[SpecificationOption]) -> None:
    SKUSpecification.objects.filter(sku=sku).delete()
    SKUSpecification.objects.bulk_create(
        [SKUSpecification(sku=sku, specification_id=option.specification_id, option=option) for option in options]
    )


def _save_specification(spu: SPU, edit: SpecificationEdit) -> None:
    """Raises OptionInUse when a SKU has an option that is missing from the values."""
    edit.specification.spu = spu
    edit.specification.save()
    options = {option.value: option for option in edit.specification.options.all()}
    lost = [option.pk for option in options.values() if option.value not in edit.values]
    try:
        SpecificationOption.objects.filter(pk__in=lost).delete()
    except ProtectedError as error:
        raise OptionInUse from error
    for sequence, value in enumerate(edit.values):
        option = options.get(value, SpecificationOption(specification=edit.specification, value=value))
        if option.pk is None or option.sequence != sequence:
            option.sequence = sequence
            option.save()


def _drop(spu: SPU, dropped: Sequence[Specification]) -> None:
    """Takes specifications away, also from the SKUs."""
    if not dropped:
        return
    SKUSpecification.objects.filter(specification__in=dropped).delete()
    Specification.objects.filter(pk__in=[row.pk for row in dropped]).delete()
    try:
        with transaction.atomic():
            for sku in SKU.objects.filter(spu=spu).prefetch_related("chosen__option").order_by("pk"):
                key = option_key(line.option for line in sku.chosen.all())
                SKU.objects.filter(pk=sku.pk).update(option_key=key)
    except IntegrityError as error:
        raise CombinationTaken from error


def _ids_of(**of: object) -> list[int]:
    return list(SKU.objects.filter(**of).order_by("pk").values_list("pk", flat=True))
