"""Links that people type: paths of ours and whole web addresses, nothing that a browser would run."""

from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

#: "/list/1/1/" or "https://example.com/a"; neither "//host/", which leaves the site, nor "javascript:".
validate_link = RegexValidator(
    r"\A(/(?![/\\])|https?://[^\s/?#\\])[^\s\\]*\Z", _("链接须以 / 开头，或是以 http:// 或 https:// 开头的完整网址")
)


def is_link(field: str) -> Q:
    """The part of `validate_link` that every database can check; an empty link is allowed."""
    return Q(**{field: ""}) | Q(
        Q(**{f"{field}__startswith": "/"})
        | Q(**{f"{field}__startswith": "http://"})
        | Q(**{f"{field}__startswith": "https://"}),
        ~Q(**{f"{field}__startswith": "//"}),
    )
