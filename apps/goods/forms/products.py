"""What editors may say about brands and products."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from PIL import Image
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextareaWidget

from utils.pictures import PictureField, StoredPicture

from ..models import SKU, SPU, Brand, Specification
from ..queries.combinations import skus_alike_without
from ..services.editing import SKUEdit
from .lines import name_controls
from .quick_inputs import QUICK_INPUTS
from .uploads import UPLOAD_HINT

MOST_OPTIONS = 60
_LINES_HINT = _("每行一项，原样显示")
_HTML_HINT = _("可以用 HTML 排版；脚本和样式保存时会去掉")


class BrandForm(forms.ModelForm):
    upload = PictureField(label=_("标志"), required=False, widget=UnfoldAdminFileFieldWidget, help_text=UPLOAD_HINT)

    class Meta:
        model = Brand
        fields = ("name", "initial", "upload")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.renditions and "upload" in self.fields:
            self.fields["upload"].initial = StoredPicture(self.instance.renditions)

    def clean_initial(self) -> str:
        initial: str = self.cleaned_data["initial"].upper()
        if not "A" <= initial <= "Z":
            raise ValidationError(_("首字母是 A 到 Z 中的一个"))
        return initial

    @property
    def picture(self) -> Image.Image | None:
        """The new logo, when there is one."""
        upload = self.cleaned_data.get("upload")
        return upload if isinstance(upload, Image.Image) else None

    @property
    def removes_picture(self) -> bool:
        return self.cleaned_data.get("upload") is False


class SPUForm(forms.ModelForm):
    class Meta:
        model = SPU
        fields = ("name", "brand", "category", "freight_template", "description", "packing", "after_sales")
        widgets = {
            "description": UnfoldAdminTextareaWidget(attrs={"rows": 12}),
            "packing": UnfoldAdminTextareaWidget(attrs={"rows": 4}),
            "after_sales": UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        }
        help_texts = {"description": _HTML_HINT} | dict.fromkeys(("packing", "after_sales"), _LINES_HINT)


class SpecificationForm(forms.ModelForm):
    """A specification with its options, one a line."""

    values = forms.CharField(
        label=_("选项"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("每行一个，按显示的顺序；改名请打开这个规格"),
    )

    class Meta:
        model = Specification
        fields = ("name", "values", "sequence")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_controls(self)
        if self.instance.pk and "values" in self.fields:
            self.fields["values"].initial = "\r\n".join(option.value for option in self.instance.options.all())

    def clean_values(self) -> list[str]:
        lines = (line.strip() for line in self.cleaned_data["values"].splitlines())
        values = list(dict.fromkeys(line for line in lines if line))
        if not 1 <= len(values) <= MOST_OPTIONS:
            raise ValidationError(_("请填写 1 到 %(most)d 个选项"), params={"most": MOST_OPTIONS})
        for value in values:
            if len(value) > 40:
                raise ValidationError(_("选项不能超过 40 个字：%(value)s"), params={"value": value})
        self._keep_what_skus_have(values)
        return values

    def _keep_what_skus_have(self, values: list[str]) -> None:
        if self.instance.pk:
            lost = self.instance.options.exclude(value__in=values).filter(chosen__isnull=False).distinct()
            if names := [option.value for option in lost]:
                raise ValidationError(
                    _("还有 SKU 是「%(names)s」，不能去掉；改名请打开这个规格"), params={"names": "、".join(names)}
                )


class SpecificationFormSet(BaseInlineFormSet):
    """Refuses to drop a specification when two SKUs would then be the same."""

    def clean(self) -> None:
        super().clean()
        dropped = [form.instance for form in self.deleted_forms if form.instance.pk]
        if dropped and (alike := skus_alike_without(self.instance, dropped)):
            raise ValidationError(
                _t("去掉「%(names)s」以后，这些 SKU 的规格就相同了：%(skus)s。请先删除多余的 SKU。")
                % {"names": "、".join(row.name for row in dropped), "skus": "、".join(alike)}
            )


class SKULineForm(forms.ModelForm):
    """A SKU as a line of a list. What the stock was when the page was made comes back with it: orders take from the
    stock meanwhile, so that only the difference counts."""

    is_line = True

    class Meta:
        model = SKU
        fields = ("name", "price", "stock", "is_launched")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"renderer": QUICK_INPUTS})
        if self.is_line:
            name_controls(self)
        if "stock" in self.fields:
            self.fields["stock"].show_hidden_initial = True

    @property
    def edit(self) -> SKUEdit:
        """What was changed of the row."""
        columns = {field.name for field in SKU._meta.concrete_fields}
        return SKUEdit(self.instance, columns & set(self.changed_data), self._seen_stock())

    def _seen_stock(self) -> int | None:
        seen = self.data.get(self.add_initial_prefix("stock"), "")
        return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 11 else None
