"""The pages where people see and keep their account."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from users.requests import SignedInRequest
from users.services import sign_ins
from utils.access import signed_in

from .overview import home_of, security_of


@signed_in
@never_cache
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    return render(request, "accounts/home.html", {"home": home_of(request.user)})


@signed_in
@never_cache
@require_safe
def security(request: SignedInRequest) -> HttpResponse:
    shown = security_of(request.user)
    context = {"qq": shown.qq, "sign_ins": shown.sign_ins, "present_sign_in": sign_ins.present(request)}
    return render(request, "accounts/security.html", context)
