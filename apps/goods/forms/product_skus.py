"""The SKUs of a product as lines of its page."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from PIL import Image
from unfold.forms import PaginationInlineFormSet

from ..services.editing import SKUEdit
from .products import SKULineForm
from .uploads import MOST_PICTURES, PicturesField


class SKUOnProductForm(SKULineForm):
    uploads = PicturesField(label=_("添加图片"), required=False)

    @property
    def pictures(self) -> list[Image.Image]:
        """New ones, which come after those that the SKU has."""
        return self.cleaned_data.get("uploads") or []


class SKUsOnProductFormSet(PaginationInlineFormSet):
    """A page of the lines. All of them take no more pictures at once than the page of one SKU."""

    files: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._has_too_many_pictures = _count_of(self.files, f"{self.prefix}-") > MOST_PICTURES
        if self._has_too_many_pictures:
            self.files = MultiValueDict()  # none of them is decoded

    def get_page_num(self) -> int:
        """Of the address. The theme would fail with digits that are none of ASCII."""
        asked = self.request.GET.get(self.get_pagination_key(), "") if self.request else ""
        return (int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 0) or 1

    def clean(self) -> None:
        super().clean()
        if self._has_too_many_pictures:
            raise ValidationError(_("一次最多上传 %(most)d 张图片。"), params={"most": MOST_PICTURES})

    @property
    def edits(self) -> list[SKUEdit]:
        """What was changed of the lines, without pictures."""
        return [line.edit for line in self.initial_forms if line.has_changed() and line.edit.changed]

    @property
    def pictures(self) -> list[tuple[Any, list[Image.Image]]]:
        """The SKUs that get pictures, with these."""
        return [(line.instance, line.pictures) for line in self.initial_forms if line.pictures]


def _count_of(files: Any, prefix: str) -> int:
    return sum(len(files.getlist(name)) for name in files if name.startswith(prefix))
