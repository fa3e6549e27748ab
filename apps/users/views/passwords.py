"""Changing the password; setting a new one after an SMS code or by a link in a mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from utils.access import public, signed_in
from utils.client_address import client_address
from utils.forms import form_page
from utils.refusals import GONE, UNPROCESSABLE, explain
from verifications import code_request
from verifications.purposes import Purpose
from verifications.services import new_captcha_id

from ..forms.account import ChangePasswordForm, NewPasswordForm, ResetByMailForm, ResetByMobileForm
from ..refusals import ANSWERS, REFUSALS
from ..requests import SignedInRequest
from ..services import passwords, sign_ins

_TOKEN = "password_reset_token"  # noqa: S105 - where the session keeps it
_TOKEN_LIFETIME = passwords.RESET_MINUTES * 60  # seconds, of the session of a stranger who holds one


@signed_in
@never_cache
@sensitive_post_parameters()
@form_page
def change_password(request: SignedInRequest) -> HttpResponse:
    form = ChangePasswordForm(request.POST or None, person=request.user)
    status = _change(request, form) if request.method == "POST" else 0
    if status != 200:
        return render(request, "users/change_password.html", {"form": form}, status=status or 200)
    messages.success(request, _("密码已修改，其他设备都已退出登录。"))
    return HttpResponseRedirect(resolve_url("accounts:security"))


def _change(request: SignedInRequest, form: ChangePasswordForm) -> int:
    if not form.is_valid():
        return UNPROCESSABLE
    given = form.cleaned_data
    try:
        passwords.change_password(
            request,
            user=request.user,
            present_password=given["present_password"],
            new_password=given["password"],
        )
    except REFUSALS as refusal:
        return explain(form, refusal, ANSWERS)
    return 200


@public
@never_cache
@sensitive_post_parameters("sms_code")
@form_page
def reset_password(request: HttpRequest) -> HttpResponse:
    """Proving who one is: by a code to the mobile number, or by a link to the verified mail address."""
    if code_request.is_about_code(request):
        form = ResetByMobileForm(request.POST.copy())
        return code_request.answer(request, "users/reset_password.html", form, Purpose.RESET, method="mobile")
    chosen = request.POST.get("method") or request.GET.get("method")
    return _reset_by_mail(request) if chosen == "email" else _reset_by_mobile(request)


def _reset_by_mobile(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        form = ResetByMobileForm(initial={"captcha_id": new_captcha_id()})
        return code_request.page(request, "users/reset_password.html", form, method="mobile")
    form = ResetByMobileForm(request.POST.copy())
    status = UNPROCESSABLE
    if form.is_valid():
        mobile, code = form.cleaned_data["mobile"], form.cleaned_data["sms_code"]
        try:
            token = passwords.token_for_mobile(mobile=mobile, code=code, address=client_address(request))
        except REFUSALS as refusal:
            status = explain(form, refusal, ANSWERS)
        else:
            return _go_on_with(request, token)
    return code_request.page(request, "users/reset_password.html", form, status=status, method="mobile")


def _reset_by_mail(request: HttpRequest) -> HttpResponse:
    form = ResetByMailForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                passwords.ask_for_link(email=form.cleaned_data["email"], address=client_address(request))
                return HttpResponseRedirect(resolve_url("users:reset_link_sent"))
            except REFUSALS as refusal:
                status = explain(form, refusal, ANSWERS)
    return render(request, "users/reset_password.html", {"form": form, "method": "email"}, status=status)


@public
@never_cache
@require_safe
def reset_link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "users/reset_link_sent.html", {"minutes": passwords.RESET_MINUTES})


@public
@never_cache
@require_safe
def open_reset_link(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the token out of the address, so that no history, log or link keeps it. It is not used up by looking."""
    try:
        passwords.owner_of_token(token)
    except passwords.ResetTokenUseless:
        return _useless(request)
    return _go_on_with(request, token)


@public
@never_cache
@sensitive_post_parameters()
@form_page
def set_new_password(request: HttpRequest) -> HttpResponse:
    token = str(request.session.get(_TOKEN, ""))
    try:
        person = passwords.owner_of_token(token)
        form = NewPasswordForm(request.POST or None, person=person)
        if request.method == "POST" and form.is_valid():
            new_password = form.cleaned_data["password"]
            passwords.reset_password(token=token, new_password=new_password, address=client_address(request))
            return _after_reset(request)
    except passwords.ResetTokenUseless:
        return _useless(request)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "users/set_new_password.html", {"form": form, "person": person}, status=status)


def _go_on_with(request: HttpRequest, token: str) -> HttpResponse:
    sign_ins.move_session(request)
    request.session[_TOKEN] = token
    if not request.user.is_authenticated:
        request.session.set_expiry(_TOKEN_LIFETIME)
    return HttpResponseRedirect(resolve_url("users:set_new_password"))


def _after_reset(request: HttpRequest) -> HttpResponse:
    request.session.flush()
    messages.success(request, _("新密码已设好，请用它登录。"))
    return HttpResponseRedirect(resolve_url("users:login"))


def _useless(request: HttpRequest) -> HttpResponse:
    return render(request, "users/reset_token_useless.html", status=GONE)
