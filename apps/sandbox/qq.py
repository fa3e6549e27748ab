"""A stand-in for graph.qq.com: the page where one agrees, and the calls for token and openid, as QQ answers them."""

import hashlib
import json
import secrets
import time
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from utils.access import public
from utils.forms import form_page

from . import qq_store
from .qq_store import Consent

PEOPLE = ("小美", "小多", "阿城")
#: How QQ behaves once somebody agreed.
MOODS = {
    "well": _("正常"),
    "slow": _("8 秒后才应答（商城等 5 秒）"),
    "refused": _("不认自己发的令牌（100016）"),
    "broken": _("服务器出错（500）"),
    "garbage": _("答非所问"),
}

_SLOW_SECONDS = 8
# Numbers of https://wiki.connect.qq.com (公共返回码说明).
_BAD_RESPONSE_TYPE, _BAD_GRANT_TYPE = 100000, 100004
_NO_SUCH_APP, _BAD_SECRET, _BAD_REDIRECT = 100008, 100009, 100010
_BAD_TOKEN, _BAD_CODE, _CODE_REUSED = 100016, 100019, 100020


@public
@never_cache
@form_page
def authorize(request: HttpRequest) -> HttpResponse:
    """The page where one agrees. What is wrong with the request is said there, not to the page that it names."""
    asked = request.GET
    redirect_uri = asked.get("redirect_uri", "")
    number = 0
    if asked.get("response_type") != "code":
        number = _BAD_RESPONSE_TYPE
    elif asked.get("client_id") != settings.QQ_CLIENT_ID:
        number = _NO_SUCH_APP
    elif not _is_own_callback(request, redirect_uri):
        number = _BAD_REDIRECT
    if number or request.method != "POST":
        context = {"people": PEOPLE, "moods": MOODS, "number": number, "host": urlsplit(redirect_uri).netloc}
        return render(request, "sandbox/qq_authorize.html", context, status=400 if number else 200)
    answer = _answer_of_visitor(request.POST.get("person", ""), request.POST.get("mood", ""), redirect_uri)
    mark = "&" if urlsplit(redirect_uri).query else "?"
    return HttpResponseRedirect(f"{redirect_uri}{mark}{urlencode({**answer, 'state': asked.get('state', '')})}")


@public
@never_cache
@require_safe
def token(request: HttpRequest) -> HttpResponse:
    """An access token for a code, by the application that the code was given to."""
    asked = request.GET
    if asked.get("grant_type") != "authorization_code":
        return _refusal(request, _BAD_GRANT_TYPE, "param grant_type is wrong or lost")
    if asked.get("client_id") != settings.QQ_CLIENT_ID:
        return _refusal(request, _NO_SUCH_APP, "client id is illegal")
    if not constant_time_compare(asked.get("client_secret", ""), settings.QQ_CLIENT_SECRET):
        return _refusal(request, _BAD_SECRET, "client secret is illegal")
    consent, was_used = qq_store.take_code(asked.get("code", ""))
    if consent is None:
        return _refusal(request, _CODE_REUSED if was_used else _BAD_CODE, "code is reused error")
    if consent.redirect_uri != asked.get("redirect_uri"):
        return _refusal(request, _BAD_REDIRECT, "redirect uri is illegal")
    return _token_in_mood(request, consent)


@public
@never_cache
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Who agreed to what led to this access token."""
    consent = qq_store.consent_of(request.GET.get("access_token", ""))
    if consent is None or consent.mood == "refused":
        return _refusal(request, _BAD_TOKEN, "access token check failed")
    return _object(request, {"client_id": settings.QQ_CLIENT_ID, "openid": consent.openid})


def openid_of(person: str) -> str:
    """The name that QQ gives this person towards this mall."""
    return hashlib.sha256(f"{settings.QQ_CLIENT_ID}:{person}".encode()).hexdigest()[:32].upper()


def _is_own_callback(request: HttpRequest, redirect_uri: str) -> bool:
    """QQ knows the host that was registered; here it is the one that the stand-in runs on."""
    address = urlsplit(redirect_uri)
    return address.scheme in ("http", "https") and address.netloc == request.get_host()


def _answer_of_visitor(person: str, mood: str, redirect_uri: str) -> dict[str, str]:
    if person not in PEOPLE:
        return {"usercancel": "1"}
    code = secrets.token_hex(16).upper()
    mood = mood if mood in MOODS else "well"
    qq_store.keep_code(code, Consent(openid=openid_of(person), redirect_uri=redirect_uri, mood=mood))
    return {"code": code}


def _token_in_mood(request: HttpRequest, consent: Consent) -> HttpResponse:
    if consent.mood == "broken":
        return HttpResponse("Internal Server Error", status=500, content_type="text/plain")
    if consent.mood == "garbage":
        return HttpResponse("<html><title>维护中</title>")
    if consent.mood == "slow":
        time.sleep(_SLOW_SECONDS)
    access_token = secrets.token_hex(16).upper()
    qq_store.keep_token(access_token, consent)
    given = {"access_token": access_token, "expires_in": "7776000", "refresh_token": secrets.token_hex(16).upper()}
    if request.GET.get("fmt") == "json":
        return _object(request, given)
    return HttpResponse(urlencode(given))


def _refusal(request: HttpRequest, number: int, description: str) -> HttpResponse:
    return _object(request, {"error": number, "error_description": description})


def _object(request: HttpRequest, values: dict[str, object] | dict[str, str]) -> HttpResponse:
    """As QQ writes it: a script that calls back, or JSON when asked for it."""
    text = json.dumps(values)
    return HttpResponse(text if request.GET.get("fmt") == "json" else f"callback( {text} );\n")
