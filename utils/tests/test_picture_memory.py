"""What the largest pictures that are accepted take while they are decoded, measured in a process of their own."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

pytestmark = [pytest.mark.slow, pytest.mark.once]

ROOT = Path(__file__).parents[2]
_DECODE = """
import os, sys
from pathlib import Path
import django
from django.core.files.uploadedfile import SimpleUploadedFile
django.setup()
from utils import pictures
def peak():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) // 1024
upload = SimpleUploadedFile("upload", Path(sys.argv[1]).read_bytes())
before = peak()
print(pictures.decoded(upload).width, peak() - before)
"""


@pytest.mark.parametrize(
    ("form", "mode", "size", "options", "most"),
    [
        ("JPEG", "RGB", (8000, 5000), {}, 60),
        ("JPEG", "RGB", (8000, 5000), {"progressive": True, "subsampling": 0}, 300),
        ("PNG", "RGBA", (5000, 5000), {}, 300),
        ("GIF", "P", (5000, 5000), {}, 220),
        ("WEBP", "RGBA", (5000, 5000), {"quality": 1, "method": 0}, 480),
    ],
    ids=["jpeg", "progressive-jpeg", "png", "gif", "webp"],
)
def test_largest_picture_takes_so_many_megabytes(tmp_path, form, mode, size, options, most):
    Image.new(mode, size).save(tmp_path / "upload", form, **options)

    command = [sys.executable, "-c", _DECODE, str(tmp_path / "upload")]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    width, megabytes = map(int, said.split())
    assert (width, megabytes < most) == (1440, True), said
