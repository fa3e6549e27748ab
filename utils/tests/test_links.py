import pytest
from django.core.exceptions import ValidationError

from utils.links import validate_link


@pytest.mark.parametrize("link", ["/", "/list/1/1/?sort=hot#top", "http://example.com", "https://example.com/a?b=c"])
def test_paths_of_ours_and_web_addresses_are_links(link):
    validate_link(link)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "http://",
        "https:elsewhere.example",
        "ftp://example.com/",
        "list/1/1/",
        "/a b",
        "/a\njavascript:alert(1)",
        "\tjavascript:alert(1)",
        "https://example.com/\n",
    ],
)
def test_everything_else_is_refused(link):
    with pytest.raises(ValidationError):
        validate_link(link)
