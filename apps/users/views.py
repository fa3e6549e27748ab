"""Registering, signing in and out, the account page."""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib.auth import logout as end_session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from utils.access import public, signed_in
from utils.client_address import client_address
from utils.redirects import safe_target
from verifications.purposes import Purpose
from verifications.services import new_captcha_id, send_code

from . import queries, services, store
from .forms import CodeLoginForm, PasswordLoginForm, RegisterForm, SmsCodeForm
from .refusals import TOO_MANY_REQUESTS, UNPROCESSABLE, Refusal, explain

page_methods = require_http_methods(["GET", "HEAD", "POST"])


class Sms(NamedTuple):
    """What the page says about the SMS code that was asked for."""

    sent: bool
    wait_seconds: int


@public
@never_cache
@sensitive_post_parameters("password", "password_again", "sms_code")
@page_methods
def register(request: HttpRequest) -> HttpResponse:
    if _is_about_code(request):
        form = RegisterForm(request.POST.copy())
        return _answer_code_request(request, "users/register.html", form, Purpose.REGISTER)
    if request.user.is_authenticated:
        return _go_on(request, request.GET.get("next", ""))
    if request.method != "POST":
        return _page(request, "users/register.html", RegisterForm(initial=_first_values(request)))
    form = RegisterForm(request.POST.copy())
    status = _register(request, form)
    if status == 200:
        return _go_on(request, form.cleaned_data["next"])
    return _page(request, "users/register.html", form, status=status)


def _register(request: HttpRequest, form: RegisterForm) -> int:
    try:
        services.count_registration(address=client_address(request))
        if not form.is_valid():
            return UNPROCESSABLE
        given = form.cleaned_data
        user = services.register(
            username=given["username"],
            password=given["password"],
            mobile=given["mobile"],
            code=given["sms_code"],
            address=client_address(request),
        )
    except Refusal as refusal:
        return explain(form, refusal)
    services.sign_in(request, user=user, remember=False)
    return 200


@public
@never_cache
@sensitive_post_parameters("password", "sms_code")
@page_methods
def login(request: HttpRequest) -> HttpResponse:
    if _is_about_code(request):  # before anything that reads the session: two Redis round trips are all it takes
        return _answer_code_request(request, "users/login.html", CodeLoginForm(request.POST.copy()), Purpose.LOGIN)
    if request.user.is_authenticated:
        return _go_on(request, request.GET.get("next", ""))
    chosen = request.POST.get("method") or request.GET.get("method")
    return _login_by_code(request) if chosen == "code" else _login_by_password(request)


def _login_by_password(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _login_page(request, PasswordLoginForm(initial=_first_values(request)))
    form = PasswordLoginForm(request.POST)
    if not form.is_valid():
        return _login_page(request, form, status=UNPROCESSABLE)
    given = form.cleaned_data
    try:
        services.sign_in_by_password(
            request, login_name=given["login"], password=given["password"], remember=given["remember"]
        )
    except Refusal as refusal:
        return _login_page(request, form, status=explain(form, refusal))
    return _go_on(request, given["next"])


def _login_by_code(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _login_page(request, CodeLoginForm(initial=_first_values(request)))
    form = CodeLoginForm(request.POST.copy())
    if not form.is_valid():
        return _login_page(request, form, status=UNPROCESSABLE)
    given = form.cleaned_data
    try:
        services.sign_in_by_code(request, mobile=given["mobile"], code=given["sms_code"], remember=given["remember"])
    except Refusal as refusal:
        return _login_page(request, form, status=explain(form, refusal))
    return _go_on(request, given["next"])


def _login_page(request: HttpRequest, form: PasswordLoginForm | CodeLoginForm, *, status: int = 200) -> HttpResponse:
    return _page(request, "users/login.html", form, status=status)


@public
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    end_session(request)
    return HttpResponseRedirect(resolve_url("contents:home"))


@signed_in
@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "users/account.html")


@public
@never_cache
@require_safe
def username_count(request: HttpRequest, name: str) -> JsonResponse:
    return _count(request, queries.username_count, name)


@public
@never_cache
@require_safe
def mobile_count(request: HttpRequest, mobile: str) -> JsonResponse:
    return _count(request, queries.mobile_count, mobile)


def _count(request: HttpRequest, count: Callable[[str], int], value: str) -> JsonResponse:
    wait = store.count_look_up(client_address(request))
    if wait:
        return JsonResponse({"wait_seconds": wait}, status=TOO_MANY_REQUESTS, headers={"Retry-After": str(wait)})
    return JsonResponse({"count": count(value)})


def _is_about_code(request: HttpRequest) -> bool:
    return request.method == "POST" and ("send_code" in request.POST or "new_captcha" in request.POST)


def _answer_code_request(request: HttpRequest, template: str, form: SmsCodeForm, purpose: Purpose) -> HttpResponse:
    """The page again, or its fragment for htmx, after a code or a new captcha was asked for."""
    sms, status = None, 200
    if "send_code" in request.POST:
        sms, status = _ask_for_code(request, form, purpose)
    else:
        form.errors.clear()
    if request.htmx:  # type: ignore[attr-defined]
        template = "users/_sms_code.html"
    return _page(request, template, form, sms=sms, status=status)


def _ask_for_code(request: HttpRequest, form: SmsCodeForm, purpose: Purpose) -> tuple[Sms | None, int]:
    if not form.can_ask_for_code():
        return None, UNPROCESSABLE
    given = form.cleaned_data
    try:
        wait_seconds = send_code(
            purpose=purpose,
            mobile=given["mobile"],
            captcha_id=given["captcha_id"],
            captcha=given["captcha"],
            address=client_address(request),
        )
    except Refusal as refusal:
        status = explain(form, refusal)
        return Sms(sent=False, wait_seconds=getattr(refusal, "wait_seconds", 0)), status
    return Sms(sent=True, wait_seconds=wait_seconds), 200


def _page(
    request: HttpRequest,
    template: str,
    form: SmsCodeForm | PasswordLoginForm,
    *,
    sms: Sms | None = None,
    status: int = 200,
) -> HttpResponse:
    if form.is_bound and isinstance(form, SmsCodeForm):
        form.renew_captcha(new_captcha_id())
    context = {"form": form, "sms": sms, "method": "code" if isinstance(form, CodeLoginForm) else "password"}
    return render(request, template, context, status=status)


def _first_values(request: HttpRequest) -> dict[str, str]:
    return {"next": request.GET.get("next", ""), "captcha_id": new_captcha_id()}


def _go_on(request: HttpRequest, target: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(safe_target(request, target, default=resolve_url("contents:home")))
