"""What a browser may send as a review."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from utils.forms import ShopForm
from utils.pictures import PicturesField

from .models import LONGEST, MOST_PICTURES, SHORTEST, validate_printable
from .services.writing import Words

_MANY_EMPTY_LINES = re.compile(r"\n{3,}")


class StarsSelect(forms.RadioSelect):
    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The first of them is where a message about all of them leads to."""
        return super().id_for_label(id_, index or "0")


class LinesField(forms.CharField):
    """Text of several lines, whatever a browser ends them with."""

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")
        return _MANY_EMPTY_LINES.sub("\n\n", text)


class ReviewForm(ShopForm):
    stars = forms.TypedChoiceField(
        label=_("总体评价"),
        coerce=int,
        choices=[(5, _("非常满意")), (4, _("满意")), (3, _("一般")), (2, _("不满意")), (1, _("很不满意"))],
        widget=StarsSelect,
        error_messages={"required": _("请选择几颗星"), "invalid_choice": _("请选择一到五颗星")},
    )
    text = LinesField(
        label=_("评价内容"),
        min_length=SHORTEST,
        max_length=LONGEST,
        validators=[validate_printable],
        help_text=_("5–500 个字：好在哪里，有什么不足，都会帮到别人。请不要写手机号、地址等个人信息"),
        error_messages={
            "required": _("请写下您的评价"),
            "min_length": _("再多写几个字吧，至少 %(limit_value)d 个字"),
            "max_length": _("最多 %(limit_value)d 个字，现在有 %(show_value)d 个"),
        },
        widget=forms.Textarea(attrs={"rows": "5", "autocomplete": "off"}),
    )
    pictures = PicturesField(
        label=_("图片（选填）"),
        required=False,
        most=MOST_PICTURES,
        help_text=_("最多 6 张，每张不超过 5 MB：JPEG、PNG、WebP 或 GIF"),
    )
    is_anonymous = forms.BooleanField(label=_("匿名评价"), required=False, help_text=_("别人看不到您的用户名"))

    @property
    def words(self) -> Words:
        given = self.cleaned_data
        return Words(stars=given["stars"], text=given["text"], is_anonymous=given["is_anonymous"])
