"""The HTML that editors may write about a product; everything else is taken out of it."""

import re

import nh3
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils.html import escape

from utils.links import validate_link
from utils.stored_files import name_of

TAGS = {
    *("h3", "h4", "p", "br", "strong", "em", "a", "img", "ul", "ol", "li"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
#: Of these, what is inside goes too: it was never meant to be read. Of any other tag the words stay.
_WITH_CONTENT = {
    *("script", "style", "template", "noscript", "iframe", "noframes", "noembed", "object"),
    *("svg", "math", "textarea", "select", "title", "xmp"),
}
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_FILE = re.compile(r"(?!.*\.\.)[\w./-]+")


def clean(html: str) -> str:
    """HTML that a product page may show as it is: no scripts, listeners, styles or frames, pictures only from our own
    storage, links only to http(s) and to paths of ours. Cleaning twice changes nothing more.

    Pictures, and links to them, are kept as MEDIA_URL and their name: where the storage serves them from may change,
    and tokens end.
    """
    return _CLEANER.clean(html)


def shown(html: str) -> str:
    """The same, cleaned once more, with the addresses that its pictures have now."""
    return _KEPT.sub(_with_present_address, clean(html))


def _allowed_value(tag: str, attribute: str, value: str) -> str | None:
    """The value, or None to leave the attribute out."""
    match attribute:
        case "href":
            return _kept_link(value)
        case "src":
            return _kept_address(value)
        case "alt" | "rel" | "scope" | "loading":  # only the first comes from the editor
            is_allowed = True
        case _:
            is_allowed = bool(_NUMBER.fullmatch(value))
    return value if is_allowed else None


def _kept_link(address: str) -> str | None:
    if name_of(address):
        return _kept_address(address)
    return address if _is_link(address) else None


def _is_link(address: str) -> bool:
    try:
        validate_link(address)
    except ValidationError:
        return False
    return True


def _kept_address(address: str) -> str | None:
    """None for a picture that is not in our own storage."""
    base = settings.MEDIA_URL
    name = name_of(address) or (address.removeprefix(base) if address.startswith(base) else "")
    return base + name if _FILE.fullmatch(name) else None


def _with_present_address(kept: re.Match[str]) -> str:
    name = kept["address"].removeprefix(settings.MEDIA_URL)
    if name == kept["address"] or not _FILE.fullmatch(name):  # a link to somewhere else
        return kept[0]
    return f'<{kept["before"]}="{escape(default_storage.url(name))}"'


#: As the cleaner writes it: attributes one after the other, and no quotation mark or < inside of one.
_KEPT = re.compile(r'<(?P<before>(?:img(?: [a-z]+="[^"]*")*? src|a(?: [a-z]+="[^"]*")*? href))="(?P<address>[^"]+)"')
_CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=_WITH_CONTENT,
    attributes=_ATTRIBUTES,
    attribute_filter=_allowed_value,
    tag_attribute_values={"th": {"scope": {"col", "row"}}},
    set_tag_attribute_values={"img": {"loading": "lazy"}},  # one: several come in any order
    url_schemes={"http", "https"},
    link_rel="nofollow noopener noreferrer",
)
