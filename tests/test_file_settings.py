"""Where files are kept, by the environment."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from meiduo_mall.settings.files import default_storage

pytestmark = pytest.mark.once
FINE = {
    "trackers": ["10.0.0.1:22122", "[::1]:22122"],
    "base_urls": ["https://img.example/"],
    "token_secret": "s",
    "token_seconds": 900,
    "connect_timeout": 2.0,
    "timeout": 10.0,
}


def test_trackers_turn_fastdfs_on():
    assert default_storage(**FINE) == {"BACKEND": "utils.fastdfs.storage.FastDFSStorage", "OPTIONS": FINE}


def test_without_trackers_files_are_kept_on_the_disk():
    assert default_storage(**FINE | {"trackers": []})["BACKEND"] == "django.core.files.storage.FileSystemStorage"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"trackers": ["10.0.0.1"]}, "FDFS_TRACKERS has '10.0.0.1': each is a host and a port, host:22122."),
        (
            {"trackers": ["10.0.0.1:70000"]},
            "FDFS_TRACKERS has '10.0.0.1:70000': each is a host and a port, host:22122.",
        ),
        ({"base_urls": []}, "FDFS_BASE_URL is empty. Leave it out: files are then found at /media/."),
        ({"connect_timeout": 0.0}, "FDFS_CONNECT_SECONDS is not between 0 and 120 seconds."),
        ({"timeout": float("nan")}, "FDFS_SECONDS is not between 0 and 120 seconds."),
        ({"base_urls": ["img.example"]}, "FDFS_BASE_URL has 'img.example': each begins with https://, http:// or /."),
        ({"token_secret": "s" * 129}, "FDFS_TOKEN_SECRET is longer than 128 bytes."),
        ({"token_secret": "change-me"}, "FDFS_TOKEN_SECRET still has its example value. Set a secret of your own."),
        ({"token_seconds": 60}, "FDFS_TOKEN_SECONDS is less than 300."),
    ],
)
def test_wrong_value_stops_the_start_and_is_named(wrong, sentence):
    with pytest.raises(ImproperlyConfigured) as refused:
        default_storage(**FINE | wrong)

    assert str(refused.value) == sentence
