"""What becomes of an uploaded file: which are refused, and what of the others is kept."""

import io
import zlib
from threading import Thread

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

from utils import pictures
from utils.pictures import uploads

_ORIENTATION = 0x0112
NOT_A_PICTURE = "这不是可用的图片：请上传 JPEG、PNG、WebP 或 GIF 文件。"
TOO_LARGE = "图片太大：宽乘高不能超过 {} 万像素，每边不能超过 16383 像素。"
ANIMATED = "这是一张动图：请上传静止的图片。"


def encoded(form="PNG", size=(1200, 640), mode="RGB", colour=0, **options):
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, form, **options)
    return file.getvalue()


def upload(content, name="picture.png"):
    return SimpleUploadedFile(name, content)


def refusal_of(content, name="picture.png"):
    with pytest.raises(ValidationError) as refusal:
        pictures.decoded(upload(content, name))
    return refusal.value


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_raster_pictures_are_accepted_whatever_their_name_says(form):
    assert pictures.decoded(upload(encoded(form), "picture.svg")).size == (1200, 640)


def swollen_png():
    """A megabyte of file that would be a gigabyte of text."""
    png = encoded(size=(3, 3))
    text = b"zTXtComment\x00\x00" + zlib.compress(b"\x00" * 200_000_000, 9)
    chunk = (len(text) - 4).to_bytes(4, "big") + text + zlib.crc32(text).to_bytes(4, "big")
    return png[:33] + chunk + png[33:]


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a<script>alert(1)</script>",
        b"%PDF-1.7",
        b"MZ\x90\x00" + b"\x00" * 500,
        encoded("BMP"),
        encoded("TIFF"),
        encoded("ICO", size=(64, 64)),
        encoded("AVIF", size=(64, 64)),
        encoded("PNG")[:-40],
        encoded("JPEG")[:200],
        encoded("WEBP")[:-20],
        encoded("GIF")[:100],
        swollen_png(),
        b"\x00" * 100,
    ],
    ids=[
        *["svg", "html", "gif-header", "pdf", "exe", "bmp", "tiff", "ico", "avif"],
        *["cut-png", "cut-jpeg", "cut-webp", "cut-gif", "swollen-png", "zeros"],
    ],
)
def test_everything_else_is_refused_with_a_sentence(content):
    assert refusal_of(content).messages == [NOT_A_PICTURE]


def test_heavy_file_is_refused_before_it_is_read():
    refusal = refusal_of(encoded() + b"\x00" * pictures.MAX_BYTES)

    assert refusal.code == "too_heavy"
    assert refusal.messages[0].startswith("图片不能超过 5.0")


@pytest.mark.parametrize(
    ("form", "size", "most"),
    [
        ("JPEG", (8000, 5001), 4000),
        ("JPEG", (8192, 6144), 4000),  # 50 megapixels, as some phones have
        ("JPEG", (16_384, 3), 4000),
        ("PNG", (5000, 5001), 2500),
        ("PNG", (16_384, 3), 2500),
        ("PNG", (15_000, 15_000), 2500),  # Pillow itself refuses it
        ("WEBP", (5000, 5001), 2500),
        ("GIF", (5000, 5001), 2500),
    ],
)
def test_picture_with_too_many_pixels_is_refused_before_it_is_decoded(form, size, most):
    mode = {"WEBP": "RGB", "JPEG": "L"}.get(form, "1")

    assert refusal_of(encoded(form, size=size, mode=mode, **{"quality": 1} if mode != "1" else {})).messages == [
        TOO_LARGE.format(most)
    ]


def test_largest_photograph_is_accepted():
    assert pictures.decoded(upload(encoded("JPEG", size=(8000, 5000), mode="L", quality=1))).size == (1440, 900)


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_animation_is_refused(form):
    frame = Image.new("RGB", (9, 9), "blue")

    assert refusal_of(encoded(form, size=(9, 9), save_all=True, append_images=[frame])).messages == [ANIMATED]


def test_photograph_with_further_frames_is_none():
    depth = Image.new("RGB", (9, 9), "blue")

    kept = pictures.decoded(
        upload(encoded("MPO", size=(20, 10), colour=(255, 0, 0), save_all=True, append_images=[depth]))
    )

    assert (kept.size, kept.getpixel((5, 5))) == ((20, 10), (254, 0, 0))


@pytest.mark.parametrize(
    ("size", "kept"), [((4000, 3000), (1440, 1080)), ((1441, 10), (1440, 10)), ((1440, 9000), (1440, 9000))]
)
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_picture_is_brought_down_to_what_is_kept_and_never_enlarged(size, kept, form):
    assert pictures.decoded(upload(encoded(form, size=size, mode="L"))).size == kept


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photograph_is_turned_upright(orientation):
    seen = Image.new("RGB", (2000, 4000), "white")
    seen.paste("red", (0, 0, 1000, 2000))  # at the top on the left
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Image.Transpose: how the camera held it
    held = seen.transpose(undo[orientation]) if orientation > 1 else seen
    file = io.BytesIO()
    held.save(file, "JPEG", exif=exif)

    kept = pictures.decoded(upload(file.getvalue()))

    corners = [kept.getpixel(place) for place in [(100, 100), (1340, 100), (100, 2780), (1340, 2780)]]
    assert (kept.size, [green < 50 for _red, green, _blue in corners]) == ((1440, 2880), [True, False, False, False])


@pytest.mark.parametrize(
    ("mode", "colour", "shown"),
    [
        ("1", 1, (255, 255, 255)),
        ("L", 100, (100, 100, 100)),
        ("I;16", 25_700, (100, 100, 100)),
        ("P", 0, (0, 0, 0)),
        ("RGBA", (10, 20, 30, 0), (10, 20, 30, 0)),
        ("LA", (7, 128), (7, 7, 7, 128)),
    ],
)
def test_every_kind_of_pixel_keeps_its_colour(mode, colour, shown):
    assert pictures.decoded(upload(encoded(mode=mode, colour=colour))).getpixel((600, 300)) == shown


def srgb():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def red_for_green():
    """A space whose red is green, and the other way round."""
    return srgb().replace(b"rXYZ", b"swap").replace(b"gXYZ", b"rXYZ").replace(b"swap", b"gXYZ")


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_colours_are_those_that_the_profile_means(mode):
    seen = (10, 200, 30, 128)[: len(mode)]
    png = encoded(mode=mode, colour=seen, icc_profile=red_for_green())

    kept = pictures.decoded(upload(png)).getpixel((1, 1))

    assert max(abs(a - b) for a, b in zip(kept, (200, 10, 30, 128), strict=False)) <= 1
    assert len(kept) == len(mode)


@pytest.mark.parametrize(
    "profile", [b"rubbish" * 30, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()]
)
def test_profile_that_is_broken_or_of_another_kind_is_no_reason_to_refuse(profile):
    kept = pictures.decoded(upload(encoded(colour=(10, 200, 30), icc_profile=profile)))

    assert kept.getpixel((1, 1)) == (10, 200, 30)


def test_pictures_are_decoded_one_at_a_time():
    done = []
    thread = Thread(target=lambda: done.append(pictures.decoded(upload(encoded(size=(3, 3))))))
    with uploads._one_at_a_time:
        thread.start()
        thread.join(0.3)
        waits = done == []
    thread.join()

    assert (waits, [each.size for each in done]) == (True, [(3, 3)])


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
