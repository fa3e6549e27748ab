"""What people upload: checked, decoded, and brought down to what is kept of it."""

import io
from threading import Lock
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps
from PIL.ExifTags import Base as Exif

from .files import MASTER_WIDTH

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MAX_BYTES = 5 * 1024 * 1024
#: A JPEG is decoded to what is kept of it, and the others first in full, which takes up to 16 bytes for a pixel.
_MOST_PIXELS = {"JPEG": 40_000_000, "MPO": 40_000_000}
_MOST_PIXELS_OF_OTHERS = 25_000_000
MAX_SIDE = 16_383  # pixels; WebP knows no more

_MAY_MOVE = ("PNG", "WEBP", "GIF")  # the further frames of a phone's JPEG are its depth and its brightness
_SCALABLE = {"L", "LA", "RGB", "RGBA", "CMYK"}
_LYING = range(5, 9)  # EXIF orientations that swap width and height

# The largest picture takes hundreds of megabytes while it is decoded; threads that decode one each would be too many.
_one_at_a_time = Lock()


class PictureField(forms.FileField):
    """A file field whose cleaned value is a decoded Pillow image, False to remove, or the initial value."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"accept": ",".join(f"image/{name.lower()}" for name in FORMATS)}

    def to_python(self, data: File | None) -> Image.Image | None:  # type: ignore[override]
        file = super().to_python(data)
        return decoded(file) if file else None


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class PicturesField(PictureField):
    """Several files, at most so many; the cleaned value is a list of decoded pictures."""

    widget: type[forms.FileInput] = SeveralFilesInput

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def clean(self, files: Any, initial: Any = None) -> Any:
        if len(files or ()) > self.most:
            raise ValidationError(_("一次最多上传 %(most)d 张图片。"), params={"most": self.most})
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        return [self._clean_one(file) for file in files or ()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)

    def _clean_one(self, file: Any) -> Image.Image:
        try:
            picture: Image.Image = super().clean(file)
        except ValidationError as error:
            raise ValidationError([f"{file.name}：{sentence}" for sentence in error.messages]) from error
        return picture


def decoded(file: File) -> Image.Image:
    """An uploaded picture, upright, in sRGB, no wider than it is kept; in this process one at a time.

    Raises ValidationError with a sentence for people.
    """
    size = file.size or 0
    if size > MAX_BYTES:
        raise ValidationError(
            _("图片不能超过 %(limit)s，这一张有 %(size)s。"),
            code="too_heavy",
            params={"limit": filesizeformat(MAX_BYTES), "size": filesizeformat(size)},
        )
    try:
        with _one_at_a_time, Image.open(file, formats=FORMATS) as picture:
            _check(picture)
            return _kept_part(picture)
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(_MOST_PIXELS_OF_OTHERS) from error
    except Exception as error:  # decoders fed with hostile bytes raise whatever they like
        raise ValidationError(
            _("这不是可用的图片：请上传 JPEG、PNG、WebP 或 GIF 文件。"), code="not_a_picture"
        ) from error


def _check(picture: Image.Image) -> None:
    """By its header alone; nothing is decoded yet."""
    most = _MOST_PIXELS.get(picture.format or "", _MOST_PIXELS_OF_OTHERS)
    if picture.width * picture.height > most or max(picture.size) > MAX_SIDE:
        raise _too_many_pixels(most)
    if picture.format in _MAY_MOVE and getattr(picture, "is_animated", False):
        raise ValidationError(_("这是一张动图：请上传静止的图片。"), code="animated")


def _too_many_pixels(most: int) -> ValidationError:
    return ValidationError(
        _("图片太大：宽乘高不能超过 %(most)d 万像素，每边不能超过 %(side)d 像素。"),
        code="too_many_pixels",
        params={"most": most // 10_000, "side": MAX_SIDE},
    )


def _kept_part(picture: Image.Image) -> Image.Image:
    """The picture at the size that is kept: a JPEG is decoded to a half, a quarter or an eighth at once."""
    is_lying = picture.getexif().get(Exif.Orientation) in _LYING
    across = picture.height if is_lying else picture.width
    share = min(1.0, MASTER_WIDTH / across)
    width, height = (max(1, round(side * share)) for side in picture.size)
    picture.draft(None, (width, height))
    whole = _scalable(picture)
    kept = whole.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return _in_srgb(ImageOps.exif_transpose(kept))


def _scalable(picture: Image.Image) -> Image.Image:
    """In a mode whose pixels can be mixed."""
    if picture.mode.startswith("I"):  # greys of 16 bits
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in _SCALABLE and "transparency" not in picture.info:
        return picture
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _in_srgb(picture: Image.Image) -> Image.Image:
    """The colours that the photographer saw: they are kept without the profile that explains them."""
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    profile = picture.info.get("icc_profile")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
        except (ImageCms.PyCMSError, OSError):  # a broken profile, or one of another kind of picture
            converted = None
        if converted is not None:
            return converted
    return picture.convert(mode)
