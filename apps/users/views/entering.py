"""Registering, signing in and out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from utils.access import public
from utils.client_address import client_address
from utils.forms import form_page
from utils.redirects import safe_target
from utils.refusals import TOO_MANY_REQUESTS, UNPROCESSABLE, explain
from verifications import code_request
from verifications.purposes import Purpose
from verifications.services import new_captcha_id

from .. import queries, store
from ..forms.entering import CodeLoginForm, PasswordLoginForm, RegisterForm
from ..models import SignIn
from ..refusals import ANSWERS, REFUSALS
from ..services import registering, signing_in


@public
@never_cache
@sensitive_post_parameters("password", "password_again", "sms_code")
@form_page
def register(request: HttpRequest) -> HttpResponse:
    if code_request.is_about_code(request):
        form = RegisterForm(request.POST.copy())
        return code_request.answer(request, "users/register.html", form, Purpose.REGISTER)
    if request.user.is_authenticated:
        return _go_on(request, request.GET.get("next", ""))
    if request.method != "POST":
        return code_request.page(request, "users/register.html", RegisterForm(initial=_first_values(request)))
    form = RegisterForm(request.POST.copy())
    status = _register(request, form)
    if status == 200:
        return _go_on(request, form.cleaned_data["next"])
    return code_request.page(request, "users/register.html", form, status=status)


def _register(request: HttpRequest, form: RegisterForm) -> int:
    try:
        registering.count_registration(address=client_address(request))
        if not form.is_valid():
            return UNPROCESSABLE
        given = form.cleaned_data
        user = registering.register(
            username=given["username"],
            password=given["password"],
            mobile=given["mobile"],
            code=given["sms_code"],
            address=client_address(request),
        )
    except REFUSALS as refusal:
        return explain(form, refusal, ANSWERS)
    signing_in.sign_in(request, user=user, remember=False, method=SignIn.Method.REGISTRATION)
    return 200


@public
@never_cache
@sensitive_post_parameters("password", "sms_code")
@form_page
def login(request: HttpRequest) -> HttpResponse:
    if code_request.is_about_code(request):  # before the session is read: two Redis round trips are all it takes
        form = CodeLoginForm(request.POST.copy())
        return code_request.answer(request, "users/login.html", form, Purpose.LOGIN, method="code")
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
        signing_in.sign_in_by_password(
            request, login_name=given["login"], password=given["password"], remember=given["remember"]
        )
    except REFUSALS as refusal:
        return _login_page(request, form, status=explain(form, refusal, ANSWERS))
    return _go_on(request, given["next"])


def _login_by_code(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _login_page(request, CodeLoginForm(initial=_first_values(request)))
    form = CodeLoginForm(request.POST.copy())
    if not form.is_valid():
        return _login_page(request, form, status=UNPROCESSABLE)
    given = form.cleaned_data
    try:
        signing_in.sign_in_by_code(request, mobile=given["mobile"], code=given["sms_code"], remember=given["remember"])
    except REFUSALS as refusal:
        return _login_page(request, form, status=explain(form, refusal, ANSWERS))
    return _go_on(request, given["next"])


@public
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    signing_in.sign_out(request)
    return HttpResponseRedirect(resolve_url("contents:home"))


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


def _login_page(request: HttpRequest, form: PasswordLoginForm | CodeLoginForm, *, status: int = 200) -> HttpResponse:
    if isinstance(form, CodeLoginForm):
        return code_request.page(request, "users/login.html", form, status=status, method="code")
    return render(request, "users/login.html", {"form": form, "method": "password"}, status=status)


def _first_values(request: HttpRequest) -> dict[str, str]:
    return {"next": request.GET.get("next", ""), "captcha_id": new_captcha_id()}


def _go_on(request: HttpRequest, target: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(safe_target(request, target, default=resolve_url("contents:home")))
