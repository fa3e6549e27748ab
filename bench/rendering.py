"""The home page by Jinja2, as the mall does it, and by Django's own templates: the same facts, the same markup."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from difflib import unified_diff
from pathlib import Path
from typing import Any

_TEMPLATES = Path(__file__).with_name("templates")
_TAG = re.compile(r"\s*(<[^>]+>)\s*")
_SPACE = re.compile(r"\s+")
_ROUNDS = 15
_PAGES = 20  # in a round


def main(environment: Mapping[str, str]) -> None:
    """Measures in a process of its own, with the settings that the environment names."""
    subprocess.run([sys.executable, "-m", "bench.rendering"], env=dict(environment), check=True)


def versions() -> dict[str, Callable[[], str]]:
    """The home page's renderers by name, slowest first; each returns a page for a stranger."""
    from django.template.backends.django import DjangoTemplates
    from django.template.loader import get_template
    from django.utils import timezone

    from contents.queries import home_page

    facts = {"home": home_page(timezone.now())}
    by_django = DjangoTemplates(
        {
            "NAME": "bench",
            "DIRS": [_TEMPLATES],
            "APP_DIRS": False,
            "OPTIONS": {"context_processors": ["utils.preferences.page_context"]},
        }
    ).get_template("home.html")
    by_jinja = get_template("contents/home.html")
    uncached = _uncached_jinja2().get_template("contents/home.html")
    request = _stranger()
    return {
        "DjangoTemplates": lambda: by_django.render(facts | _worked_out(facts["home"], request), request),
        "Jinja2, url() and static() not cached": lambda: uncached.render(facts, request),
        "Jinja2, as in the mall": lambda: by_jinja.render(facts, request),
    }


def _stranger() -> Any:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = "/"
    request.user = AnonymousUser()
    return request


def _worked_out(home: Any, request: Any) -> dict[str, Any]:
    """What Django's templates cannot ask for themselves."""
    from django.utils.translation import gettext as _

    from utils.languages import absolute, addresses_of

    pictures = [item.picture.src for item in home.carousel if item.picture]
    picture = absolute(pictures[0]) if pictures else ""
    liked = [
        (
            sku,
            _("仅剩 %(count)d 件") % {"count": sku.stock} if sku.stock <= 10 else "",
            _("已售 %(count)s") % {"count": f"{sku.sales:,}"} if sku.sales else "",
        )
        for sku in home.hot.skus
    ]
    return {
        "choices": _choices(),
        "request": request,
        "known": addresses_of("/"),
        "picture": picture,
        "liked": liked,
    }


def _choices() -> dict[str, list[tuple[str, str]]]:
    """Lists that Django's templates cannot write down."""
    from django.utils.translation import gettext as _

    return {
        "size": [("", _("标准")), ("elder", _("长辈版"))],
        "theme": [("", _("跟随设备")), ("light", _("浅色")), ("dark", _("深色"))],
        "language": [("zh-hans", "简体中文"), ("en", "English")],
    }


def _uncached_jinja2() -> Any:
    from django.conf import settings
    from django.template.backends.jinja2 import Jinja2
    from django.templatetags.static import static
    from django.urls import reverse

    [engine] = [each for each in settings.TEMPLATES if each["BACKEND"].endswith("Jinja2")]
    backend = Jinja2({"NAME": "uncached", **{name: engine[name] for name in ("DIRS", "APP_DIRS", "OPTIONS")}})
    backend.env.globals |= {"url": lambda name, *args: reverse(name, args=args), "static": static}
    return backend


def markup(page: str) -> list[str]:
    """The page, a tag or a text a line, without the white space between them."""
    return [line for line in _TAG.sub(r"\n\1\n", _SPACE.sub(" ", page)).split("\n") if line.strip()]


def difference(one: str, other: str) -> str:
    return "\n".join(unified_diff(markup(one), markup(other), lineterm="", n=1))


def measure() -> None:
    renderers = versions()
    pages = [render() for render in renderers.values()]
    for page in pages[1:]:
        if unlike := difference(pages[0], page):
            sys.exit(f"The versions of the home page are not the same, so they are not compared:\n{unlike[:2000]}")
    took: dict[str, list[float]] = {name: [] for name in renderers}
    for _ in range(_ROUNDS):
        for name, render in renderers.items():
            started = time.process_time()
            for _ in range(_PAGES):
                render()
            took[name].append((time.process_time() - started) / _PAGES)
    size = len(pages[-1].encode())
    print(f"\nThe home page rendered, {size:,} bytes: processor time for a page, quickest of {_ROUNDS} rounds")
    slowest = min(next(iter(took.values())))
    for name, times in took.items():
        print(f"{name:40}{min(times) * 1000:>8.2f} ms{slowest / min(times):>8.1f}×")


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())
    import django

    django.setup()
    measure()
