"""What editors may say about a SKU: its fields, one option for each specification of its product, its pictures."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget

from utils.pictures import PictureField, StoredPicture

from ..models import SKU, SKUImage, Specification, SpecificationOption
from ..queries.combinations import sku_with
from ..services.changing import option_key
from .lines import name_controls
from .products import SKULineForm
from .uploads import PicturesField

OPTION = "option_{}"


class SKUForm(SKULineForm):
    """Of a SKU whose product has no specifications; `sku_form` adds them."""

    specifications: Sequence[Specification] = ()

    uploads = PicturesField(
        label=_("添加图片"), required=False, help_text=_("可以一次选几张，排在已有图片之后；每张不超过 5 MB")
    )

    is_line = False

    class Meta:
        model = SKU
        fields = (
            "spu",
            "name",
            "caption",
            "price",
            "cost_price",
            "market_price",
            "stock",
            "purchase_limit",
            "is_launched",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.specifications:
            for line in self.instance.chosen.all():
                name = OPTION.format(line.specification_id)
                if name in self.fields:
                    self.fields[name].initial = line.option_id

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        spu = self.instance.spu if self.instance.pk else cleaned["spu"]
        if any(specification.spu_id != spu.pk for specification in self.specifications):
            raise ValidationError(_("商品换过了，请重新选择规格。"))
        if self.options is not None:
            taken = sku_with(spu, option_key(self.options), other_than=self.instance.pk)
            if taken:
                raise self._combination_taken(taken)
        return cleaned

    def _combination_taken(self, taken: SKU) -> ValidationError:
        if not self.options:
            return ValidationError(_("这个商品没有规格，只能有一个 SKU。请先在商品页添加规格。"))
        words = "、".join(option.value for option in self.options)
        return ValidationError(
            _("「%(words)s」这个规格组合已有一个 SKU：%(sku)s（编号 %(number)d）。"),
            params={"words": words, "sku": taken.name, "number": taken.pk},
        )

    @property
    def options(self) -> list[SpecificationOption] | None:
        """The options chosen, one for each specification; None when they stay as they are."""
        names = [OPTION.format(specification.pk) for specification in self.specifications]
        if self.instance.pk and not set(names) & set(self.changed_data):
            return None
        chosen = {self.cleaned_data[name] for name in names}
        return [option for row in self.specifications for option in row.options.all() if option.pk in chosen]

    @property
    def pictures(self) -> list[Image.Image]:
        return self.cleaned_data.get("uploads") or []


def sku_form(specifications: Sequence[Specification]) -> type[SKUForm]:
    """A form that asks for one option of each of these."""
    fields: dict[str, Any] = {OPTION.format(row.pk): _option_field(row) for row in specifications}
    return type("SKUFormWithOptions", (SKUForm,), {**fields, "specifications": specifications, "__module__": __name__})


def _option_field(specification: Specification) -> forms.Field:
    choices = [(option.pk, option.value) for option in specification.options.all()]
    return forms.TypedChoiceField(
        label=specification.name,
        choices=[("", _("请选择")), *choices],
        coerce=int,
        widget=UnfoldAdminSelectWidget,
        error_messages={"required": _("请选择「%(name)s」") % {"name": specification.name}},
    )


class SKUImageForm(forms.ModelForm):
    upload = PictureField(label=_("更换图片"), widget=UnfoldAdminFileFieldWidget)

    class Meta:
        model = SKUImage
        fields = ("upload", "sequence")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_controls(self)
        if self.instance.renditions and "upload" in self.fields:
            self.fields["upload"].initial = StoredPicture(self.instance.renditions)

    @property
    def picture(self) -> Image.Image | None:
        """What the picture is replaced by, when it is."""
        upload = self.cleaned_data.get("upload")
        return upload if isinstance(upload, Image.Image) else None
