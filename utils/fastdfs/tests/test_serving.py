import time

import pytest

from utils.fastdfs.serving import PublicAddresses, is_file_id, origin_of, token
from utils.fastdfs.wire import FileId

pytestmark = pytest.mark.once
BASES = ["https://img1.example/", "https://img2.example"]
FILE = "group1/M00/00/00/fwAAAWc-tLOAU0EaAAAABnNhbXBsZQ12345.jpg"


def files(count):
    return [FILE.replace("12345", f"{number:05d}") for number in range(count)]


def test_each_file_has_one_base_and_each_base_its_files():
    addresses = PublicAddresses(BASES)

    urls = [addresses.url(each) for each in files(100)]

    assert urls == [PublicAddresses(BASES).url(each) for each in files(100)]
    assert [url.split("/", 3)[3] for url in urls] == files(100)
    assert 30 < sum(url.startswith("https://img1.example/") for url in urls) < 70


def test_base_of_a_file_is_the_same_in_every_process():
    assert PublicAddresses(BASES).url(FILE) == f"https://img1.example/{FILE}"


def test_token_is_the_md5_of_path_secret_and_moment():
    """Computed with md5sum of `M00/…12345.jpgFastDFS12345678901700000000`, as the nginx module does."""
    assert token(FILE, secret="FastDFS1234567890", ts=1_700_000_000) == "c2bede01d550d9621c907db73a775d69"


def test_address_with_a_token_is_good_for_at_least_its_seconds_and_does_not_change_all_the_time():
    addresses = PublicAddresses(BASES, token_secret="s", token_seconds=900)

    url, again = addresses.url(FILE), addresses.url(FILE)

    address, _, parameters = url.partition("?token=")
    given, _, ts = parameters.partition("&ts=")
    assert address == f"https://img1.example/{FILE}"
    assert given == token(FILE, secret="s", ts=int(ts))
    assert 0 < int(ts) - time.time() <= 900  # the servers take it for 900 seconds more
    assert again == url or int(ts) - time.time() < 1


def test_file_is_found_again_from_its_address():
    signed = PublicAddresses(BASES, token_secret="s", token_seconds=900)

    assert PublicAddresses(BASES).file_id_of(signed.url(FILE)) == FILE
    assert signed.file_id_of(f"https://img1.example/{FILE}") == FILE
    assert signed.file_id_of(f"https://elsewhere.example/{FILE}") is None
    assert signed.file_id_of("https://img1.example/goods/a.webp") is None


@pytest.mark.parametrize(
    "name",
    [
        *("goods/a-1440.webp", "a.jpg", "", f"{FILE}/..", f"/{FILE}", "../M00/00/00/" + "a" * 27),
        *(f"my_{FILE}", f"{FILE}\n", "group1/M00/00/00/" + "a" * 118, f"{FILE}?a", f"group1/{FILE}"),
    ],
)
def test_other_names_are_no_file_ids(name):
    assert is_file_id(name) is False


@pytest.mark.parametrize("name", [FILE, "g/M00/00/00/" + "a" * 110 + ".a_b123", FILE.removesuffix(".jpg")])
def test_client_takes_every_name_that_is_a_file_id(name):
    """Otherwise a text that somebody has typed would look like a cluster that is away."""
    assert is_file_id(name) is True
    assert str(FileId.of(name)) == name


def test_origin_is_what_a_policy_needs():
    assert [origin_of(url) for url in ("https://img.example:8443/a/", "/media/")] == ["https://img.example:8443", ""]
