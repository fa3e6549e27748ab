"""The second factor of staff: proving it, setting it up, keeping it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe
from django_otp.plugins.otp_totp.models import TOTPDevice

from users.requests import SignedInRequest
from utils.access import signed_in
from utils.forms import form_page
from utils.redirects import safe_target
from utils.refusals import UNPROCESSABLE, explain

from . import queries
from .forms import FirstCodeForm, PasswordForm, VerifyForm
from .refusals import ANSWERS, REFUSALS
from .services import enrolling, keeping, verifying

_P = ParamSpec("_P")
_View = Callable[Concatenate[SignedInRequest, _P], HttpResponse]


def of_staff(view: _View[_P]) -> _View[_P]:
    """These pages are for staff; a shopper has no second factor."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponse:
        if not request.user.is_staff:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def device_first(view: _View[_P]) -> _View[_P]:
    """Who has a device proves it before they change anything about it: a password alone does not replace it."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponse:
        if queries.has_device(request.user) and not queries.is_verified(request.user):
            return _to("staff:verify", request.get_full_path() if request.method != "POST" else "")
        return view(request, *args, **kwargs)

    return guarded


@signed_in
@never_cache
@sensitive_post_parameters("code")
@form_page
@of_staff
def verify(request: SignedInRequest) -> HttpResponse:
    if not queries.has_device(request.user):
        return _to("staff:enrol", _next(request))
    if queries.is_verified(request.user):
        return HttpResponseRedirect(_target(request, _next(request)))
    if request.method != "POST":
        return render(request, "staff/verify.html", {"form": VerifyForm(initial={"next": _next(request)})})
    form = VerifyForm(request.POST)
    status = UNPROCESSABLE
    if form.is_valid():
        try:
            was_backup = verifying.verify(request, user=request.user, code=form.cleaned_data["code"])
        except REFUSALS as refusal:
            status = explain(form, refusal, ANSWERS)
        else:
            return _go_on_verified(request, form.cleaned_data["next"], was_backup)
    return render(request, "staff/verify.html", {"form": form}, status=status)


def _go_on_verified(request: SignedInRequest, target: str, was_backup: bool) -> HttpResponse:
    if was_backup:
        left = queries.device_page(request.user).backup_codes
        messages.warning(request, _("用掉了一个备用码，还剩 %(count)d 个。") % {"count": left})
    return HttpResponseRedirect(_target(request, target))


@signed_in
@never_cache
@sensitive_post_parameters("present_password")
@form_page
@of_staff
@device_first
def enrol(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        return _enrol_page(request, PasswordForm(initial={"next": _next(request)}))
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return _enrol_page(request, form, status=UNPROCESSABLE)
    try:
        enrolling.begin(request, user=request.user, password=form.cleaned_data["present_password"])
    except REFUSALS as refusal:
        return _enrol_page(request, form, status=explain(form, refusal, ANSWERS))
    return _to("staff:enrol_code", form.cleaned_data["next"])


def _enrol_page(request: SignedInRequest, form: PasswordForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "replaces": queries.has_device(request.user)}
    return render(request, "staff/enrol.html", context, status=status)


@signed_in
@never_cache
@sensitive_post_parameters("code")
@form_page
@of_staff
@device_first
def enrol_code(request: SignedInRequest) -> HttpResponse:
    """Shows the secret and takes the first code. The answer to the right one holds the backup codes: they are nowhere
    else, so that no later request can show them."""
    try:
        waiting = enrolling.device_in_setup(request, user=request.user)
        form = FirstCodeForm(request.POST or None, initial={"next": _next(request)})
        if request.method != "POST" or not form.is_valid():
            return _secret_page(request, form, waiting, status=UNPROCESSABLE if request.method == "POST" else 200)
        codes = enrolling.confirm(request, user=request.user, code=form.cleaned_data["code"])
    except enrolling.SetupOver:
        messages.warning(request, _("设置已过期，请重新开始。"))
        return _to("staff:enrol", _next(request))
    except REFUSALS as refusal:
        return _secret_page(request, form, waiting, status=explain(form, refusal, ANSWERS))
    return _codes_page(request, codes, form.cleaned_data["next"])


def _secret_page(request: SignedInRequest, form: FirstCodeForm, waiting: TOTPDevice, *, status: int) -> HttpResponse:
    return render(request, "staff/enrol_code.html", {"form": form, "secret": queries.secret_of(waiting)}, status=status)


@signed_in
@never_cache
@require_safe
@of_staff
@device_first
def device(request: SignedInRequest) -> HttpResponse:
    if not queries.has_device(request.user):
        return _to("staff:enrol", _next(request))
    return render(request, "staff/device.html", {"device": queries.device_page(request.user)})


@signed_in
@never_cache
@sensitive_post_parameters("present_password")
@form_page
@of_staff
@device_first
def backup_codes(request: SignedInRequest) -> HttpResponse:
    if not queries.has_device(request.user):
        return _to("staff:enrol", _next(request))
    if request.method != "POST":
        return render(request, "staff/backup_codes.html", {"form": PasswordForm()})
    form = PasswordForm(request.POST)
    status = UNPROCESSABLE
    if form.is_valid():
        try:
            password = form.cleaned_data["present_password"]
            codes = keeping.renew_backup_codes(request, user=request.user, password=password)
        except REFUSALS as refusal:
            status = explain(form, refusal, ANSWERS)
        else:
            return _codes_page(request, codes, "")
    return render(request, "staff/backup_codes.html", {"form": form}, status=status)


def _codes_page(request: SignedInRequest, codes: list[str], target: str) -> HttpResponse:
    return render(request, "staff/codes.html", {"codes": codes, "target": _target(request, target)})


def _next(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next", "")


def _target(request: HttpRequest, target: str) -> str:
    return safe_target(request, target, default=resolve_url("admin:index"))


def _to(name: str, target: str) -> HttpResponseRedirect:
    """On to another of these pages, which will go on to the target."""
    keep = f"?{urlencode({'next': target})}" if target else ""
    return HttpResponseRedirect(resolve_url(name) + keep)
