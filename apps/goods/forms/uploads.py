"""Pictures in forms of the admin."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from unfold.widgets import INPUT_CLASSES

from utils import pictures

UPLOAD_HINT = _("JPEG、PNG、WebP 或 GIF，不超过 5 MB；保存时自动缩放")
MOST_PICTURES = 9  # in one go


class SeveralFilesInput(pictures.SeveralFilesInput):
    def __init__(self) -> None:
        super().__init__({"class": " ".join(INPUT_CLASSES)})


class PicturesField(pictures.PicturesField):
    widget = SeveralFilesInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=MOST_PICTURES, **kwargs)
