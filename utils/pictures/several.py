"""Several pictures in one field of a shop page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image

from .uploads import PictureField


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class SeveralPicturesField(PictureField):
    """At most so many files; the cleaned value is a list of decoded pictures."""

    widget = SeveralFilesInput

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.most = most

    def clean(self, files: Any, initial: Any = None) -> Any:
        if len(files or ()) > self.most:  # before any of them is decoded
            raise ValidationError(_("最多上传 %(most)d 张图片。"), code="too_many", params={"most": self.most})
        return [self._clean_one(file) for file in files or ()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)

    def _clean_one(self, file: Any) -> Image.Image:
        try:
            picture: Image.Image = super().clean(file)
        except ValidationError as error:
            raise ValidationError([f"{file.name[:60]}：{sentence}" for sentence in error.messages]) from error
        return picture
