"""Pictures in forms of the admin."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image
from unfold.widgets import INPUT_CLASSES

from utils.pictures import PictureField

UPLOAD_HINT = _("JPEG、PNG、WebP 或 GIF，不超过 5 MB；保存时自动缩放")
MOST_PICTURES = 9  # in one go


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"class": " ".join(INPUT_CLASSES)})


class PicturesField(PictureField):
    """Several files; the cleaned value is a list of decoded pictures."""

    widget = SeveralFilesInput

    def clean(self, files: Any, initial: Any = None) -> Any:
        if len(files or ()) > MOST_PICTURES:
            raise ValidationError(_("一次最多上传 %(most)d 张图片。"), params={"most": MOST_PICTURES})
        return [self._clean_one(file) for file in files or ()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)

    def _clean_one(self, file: Any) -> Image.Image:
        try:
            picture: Image.Image = super().clean(file)
        except ValidationError as error:
            raise ValidationError([f"{file.name}：{sentence}" for sentence in error.messages]) from error
        return picture
