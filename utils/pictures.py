"""Pictures that people upload: really decoded, stripped, and kept as WebP in several widths in Django's storage."""

import io
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 16_383  # pixels; WebP knows no more
WIDTHS = (480, 960, 1440)  # pixels
_WEBP_QUALITY = 82


class Rendition(TypedDict):
    """One stored file of a picture. The name is what the storage chose, not what it was asked for."""

    name: str
    width: int
    height: int


@dataclass(frozen=True)
class Picture:
    """What an <img> needs; `srcset` is empty when there is only one width."""

    src: str
    width: int
    height: int
    srcset: str


class StoredPicture:
    """The present picture, as the initial value of a file field: widgets want its `url`."""

    def __init__(self, renditions: Sequence[Rendition]) -> None:
        self.url = default_storage.url(renditions[-1]["name"])

    def __str__(self) -> str:
        return self.url.rpartition("/")[2]


class PictureField(forms.FileField):
    """A file field whose cleaned value is a decoded Pillow image, False to remove, or the initial value."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"accept": ",".join(f"image/{name.lower()}" for name in FORMATS)}

    def to_python(self, data: File | None) -> Image.Image | None:  # type: ignore[override]
        file = super().to_python(data)
        return decoded(file) if file else None


def decoded(file: File) -> Image.Image:
    """The first frame of an uploaded picture, turned upright. Raises ValidationError with a sentence for people."""
    size = file.size or 0
    if size > MAX_BYTES:
        raise ValidationError(
            _("图片不能超过 %(limit)s，这一张有 %(size)s。"),
            code="too_heavy",
            params={"limit": filesizeformat(MAX_BYTES), "size": filesizeformat(size)},
        )
    try:
        picture = Image.open(file, formats=FORMATS)
        is_too_large = picture.width * picture.height > MAX_PIXELS or max(picture.size) > MAX_SIDE
        upright = None if is_too_large else ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        upright = None
    except Exception as error:  # decoders fed with hostile bytes raise whatever they like
        raise ValidationError(
            _("这不是可用的图片：请上传 JPEG、PNG、WebP 或 GIF 文件。"), code="not_a_picture"
        ) from error
    if upright is None:
        raise ValidationError(
            _("图片太大：宽乘高不能超过 4000 万像素，每边不能超过 16383 像素。"), code="too_many_pixels"
        )
    return upright


def store_picture(picture: Image.Image, *, folder: str) -> list[Rendition]:
    """Saves the picture as WebP in our widths, never wider than it is; all files or none. Blocks on the storage."""
    plain = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    token = secrets.token_hex(8)
    renditions: list[Rendition] = []
    try:
        for width in sorted({min(width, plain.width) for width in WIDTHS}):
            height = max(1, round(plain.height * width / plain.width))
            webp = io.BytesIO()
            # A new image carries no metadata: where and with what a photograph was taken stays with the editor.
            plain.resize((width, height), Image.Resampling.LANCZOS).save(webp, "WEBP", quality=_WEBP_QUALITY, exif=b"")
            name = default_storage.save(f"{folder}/{token}-{width}.webp", ContentFile(webp.getvalue()))
            renditions.append({"name": name, "width": width, "height": height})
    except Exception:
        delete_pictures(renditions)
        raise
    return renditions


def store_drawing(svg: bytes, *, folder: str, width: int, height: int) -> list[Rendition]:
    """Saves an SVG drawing of our own. Never for uploads: an SVG may carry scripts."""
    name = default_storage.save(f"{folder}/{secrets.token_hex(8)}.svg", ContentFile(svg))
    return [{"name": name, "width": width, "height": height}]


def delete_pictures(renditions: Iterable[Rendition]) -> None:
    """Deletes the files; one that is already gone is no error."""
    for rendition in renditions:
        default_storage.delete(rendition["name"])


def picture_of(renditions: Sequence[Rendition]) -> Picture | None:
    """What to show of a row's renditions; None when it has no picture."""
    if not renditions:
        return None
    urls = [(default_storage.url(rendition["name"]), rendition["width"]) for rendition in renditions]
    widest = renditions[-1]
    srcset = ", ".join(f"{url} {width}w" for url, width in urls) if len(urls) > 1 else ""
    return Picture(src=urls[-1][0], width=widest["width"], height=widest["height"], srcset=srcset)
