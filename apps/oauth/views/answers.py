"""What the views of this app share: QQ may be off, and a way over QQ may end early."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.functional import Promise

from ..offers import has_qq

View = Callable[..., HttpResponse]


def with_qq(view: View) -> View:
    """The view, where this mall is registered at QQ; elsewhere there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not has_qq():
            raise Http404
        return view(request, *arguments, **named)

    return guarded


def with_next(name: str, next_page: str) -> str:
    """The path of the named page, which is to go on to the next one."""
    return resolve_url(name) + (f"?{urlencode({'next': next_page})}" if next_page else "")


def callback_address(request: HttpRequest) -> str:
    """Where QQ sends the visitor back to, the same in all calls of one journey."""
    return settings.QQ_REDIRECT_URI or request.build_absolute_uri(resolve_url("oauth:callback"))


def stopped(
    request: HttpRequest, title: Promise, sentence: str | Promise, *, status: int, next_page: str = ""
) -> HttpResponse:
    """A page that says why the way over QQ ends here, with two ways on."""
    is_known = request.user.is_authenticated
    context = {
        "heading": title,
        "sentence": sentence,
        "is_known": is_known,
        "again": resolve_url("oauth:qq") if is_known else with_next("oauth:login", next_page),
        "sign_in": with_next("users:login", next_page),
    }
    return render(request, "oauth/stopped.html", context, status=status)
