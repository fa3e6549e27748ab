"""What editors may say about the home page."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image
from unfold.widgets import UnfoldAdminFileFieldWidget

from utils.pictures import PictureField, StoredPicture

from .models import Content, ContentCategory


class SlotForm(forms.ModelForm):
    """Role and floor follow from the key."""

    class Meta:
        model = ContentCategory
        fields = ("name", "key", "position")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "key" in cleaned:
            self.instance.key = cleaned["key"]
            self.instance.take_place()
        return cleaned


class ContentForm(forms.ModelForm):
    upload = PictureField(
        label=_("图片"),
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text=_("JPEG、PNG、WebP 或 GIF，不超过 5 MB；保存时自动缩放"),
    )

    class Meta:
        model = Content
        fields = ("category", "title", "url", "text", "upload", "sequence", "is_visible", "starts_at", "ends_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.renditions and "upload" in self.fields:
            self.fields["upload"].initial = StoredPicture(self.instance.renditions)

    def clean_starts_at(self) -> datetime | None:
        return _storable(self.cleaned_data["starts_at"])

    def clean_ends_at(self) -> datetime | None:
        return _storable(self.cleaned_data["ends_at"])

    @property
    def picture(self) -> Image.Image | None:
        """The new picture, when there is one."""
        upload = self.cleaned_data.get("upload")
        return upload if isinstance(upload, Image.Image) else None

    @property
    def removes_picture(self) -> bool:
        return self.cleaned_data.get("upload") is False


def _storable(moment: datetime | None) -> datetime | None:
    """Moments at the ends of the calendar cannot be turned into UTC. Raises ValidationError."""
    if moment and not 2000 <= moment.year <= 2200:
        raise ValidationError(_("请输入 2000 年到 2200 年之间的时间"))
    return moment
