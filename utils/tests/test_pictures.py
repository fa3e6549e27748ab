import io

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from utils import pictures

_ORIENTATION = 0x0112
_CAMERA = 0x0110


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def encoded(form="PNG", size=(1600, 640), mode="RGB", **options):
    file = io.BytesIO()
    Image.new(mode, size).save(file, form, **options)
    return file.getvalue()


def upload(content, name="picture.png"):
    return SimpleUploadedFile(name, content)


def opened(rendition):
    with default_storage.open(rendition["name"]) as file:
        return Image.open(io.BytesIO(file.read()))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_raster_pictures_are_accepted_whatever_their_name_says(form):
    assert pictures.decoded(upload(encoded(form), "picture.svg")).size == (1600, 640)


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a<script>alert(1)</script>",
        b"%PDF-1.7",
        encoded("BMP"),
        encoded("TIFF"),
        encoded("PNG")[:-40],
        encoded("JPEG")[:200],
        b"\x00" * 100,
    ],
    ids=["svg", "html", "gif-header", "pdf", "bmp", "tiff", "cut-png", "cut-jpeg", "zeros"],
)
def test_everything_else_is_refused_with_a_sentence(content):
    with pytest.raises(ValidationError) as refusal:
        pictures.decoded(upload(content, "picture.png"))

    assert refusal.value.messages == ["这不是可用的图片：请上传 JPEG、PNG、WebP 或 GIF 文件。"]


def test_heavy_file_is_refused_before_it_is_read():
    with pytest.raises(ValidationError) as refusal:
        pictures.decoded(upload(encoded() + b"\x00" * pictures.MAX_BYTES))

    assert refusal.value.code == "too_heavy"


@pytest.mark.parametrize("size", [(8001, 5000), (20_000, 5000), (20_000, 10_000)])
def test_picture_with_too_many_pixels_is_refused_before_it_is_decoded(size):
    with pytest.raises(ValidationError) as refusal:
        pictures.decoded(upload(encoded(size=size, mode="1")))

    assert refusal.value.code == "too_many_pixels"


@pytest.mark.parametrize(
    ("width", "widths"), [(2000, [480, 960, 1440]), (1440, [480, 960, 1440]), (700, [480, 700]), (100, [100])]
)
def test_picture_is_stored_as_webp_in_several_widths_and_never_upscaled(width, widths):
    renditions = pictures.store_picture(Image.new("RGB", (width, 500)), folder="x")

    assert [each["width"] for each in renditions] == widths
    for each in renditions:
        picture = opened(each)
        assert (picture.format, picture.size) == ("WEBP", (each["width"], each["height"]))
        assert each["height"] == round(500 * each["width"] / width)


def test_where_a_photograph_was_taken_is_not_kept():
    exif = Image.Exif()
    exif[_CAMERA], exif[_ORIENTATION] = "Secret Camera", 6  # 6: the camera was held upright
    taken = pictures.decoded(upload(encoded("JPEG", size=(600, 300), exif=exif)))

    [rendition] = pictures.store_picture(taken, folder="x")

    assert taken.size == (300, 600)
    assert dict(opened(rendition).getexif()) == {}


def test_transparency_survives():
    see_through = Image.new("RGBA", (200, 100), (255, 0, 0, 0))

    [rendition] = pictures.store_picture(see_through, folder="x")

    assert opened(rendition).convert("RGBA").getpixel((5, 5))[3] == 0


class StubbornStorage(FileSystemStorage):
    """Chooses names itself, as FastDFS will, and fails when it is full."""

    room = 3

    def _save(self, name, content):
        if len(self.listdir("")[1]) >= self.room:
            raise OSError("No space left")
        return super()._save(f"M00{abs(hash(name))}.bin", content)


@pytest.fixture
def stubborn(settings, tmp_path):
    options = {"location": tmp_path, "base_url": "/media/"}
    backend = {"BACKEND": "utils.tests.test_pictures.StubbornStorage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": backend}
    return tmp_path


def test_names_are_those_that_the_storage_chose(stubborn):
    renditions = pictures.store_picture(Image.new("RGB", (1600, 900)), folder="x")

    assert {each["name"] for each in renditions} == {file.name for file in stubborn.iterdir()}


def test_picture_that_cannot_be_stored_in_full_leaves_nothing_behind(stubborn):
    (stubborn / "already-there").touch()

    with pytest.raises(OSError, match="No space left"):
        pictures.store_picture(Image.new("RGB", (1600, 900)), folder="x")

    assert [file.name for file in stubborn.iterdir()] == ["already-there"]


def test_picture_is_shown_in_its_widest_rendition_with_the_others_beside_it():
    renditions = [{"name": "a.webp", "width": 480, "height": 200}, {"name": "b.webp", "width": 960, "height": 400}]

    picture = pictures.picture_of(renditions)

    assert picture == pictures.Picture("/media/b.webp", 960, 400, "/media/a.webp 480w, /media/b.webp 960w")
    assert pictures.picture_of(renditions[:1]).srcset == ""
    assert pictures.picture_of([]) is None


class PictureForm(forms.Form):
    picture = pictures.PictureField(required=False)


@pytest.mark.parametrize(
    ("form", "files", "cleaned"),
    [({}, {}, None), ({"picture-clear": "on"}, {}, False)],
)
def test_field_knows_no_picture_from_a_picture_to_remove(form, files, cleaned):
    bound = PictureForm(form, files)

    assert bound.is_valid()
    assert bound.cleaned_data["picture"] is cleaned


def test_field_gives_a_decoded_picture():
    bound = PictureForm({}, {"picture": upload(encoded(size=(30, 20)))})

    assert bound.is_valid()
    assert bound.cleaned_data["picture"].size == (30, 20)
