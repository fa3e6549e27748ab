"""The Jinja2 environment of every shop page."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils import translation
from django.utils.timezone import localtime
from jinja2 import Environment, StrictUndefined

from .languages import absolute, addresses_of


@lru_cache(maxsize=20_000)
def _reverse(
    name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...], _prefix: str, urlconf: Any, _language: str
) -> str:
    return reverse(name, args=args, kwargs=dict(kwargs), urlconf=urlconf)


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The path of a named URL. Remembered, because reversing costs more than rendering the link."""
    return _reverse(
        name, args, tuple(kwargs.items()), get_script_prefix(), get_urlconf(), translation.get_language() or ""
    )


def local(moment: datetime, form: str = "%Y-%m-%d %H:%M") -> str:
    """An aware moment as local text; Jinja2 does not convert by itself."""
    return localtime(moment).strftime(form)


def environment(**options: Any) -> Environment:
    """Builds the environment: strict, translated, with cached `url()` and `static()`."""
    env = Environment(  # noqa: S701 - Django's backend passes autoescape=True in the options
        **{
            **options,
            "undefined": StrictUndefined,
            "trim_blocks": True,
            "lstrip_blocks": True,
            "extensions": ["jinja2.ext.i18n", "jinja2.ext.do"],
        }
    )
    env.install_gettext_translations(translation, newstyle=True)  # type: ignore[attr-defined]
    env.policies["ext.i18n.trimmed"] = True
    env.globals |= {
        "url": url,
        "static": lru_cache(maxsize=2_000)(static),
        "get_messages": get_messages,
        "addresses_of": addresses_of,  # of pages, for search engines
    }
    env.filters |= {"local": local, "absolute": absolute}
    return env
