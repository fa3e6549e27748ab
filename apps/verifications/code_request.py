"""The part of a page that asks for an SMS code: the buttons beside the code field, with and without JavaScript.

A view of such a page calls `is_about_code` first and answers with `answer`; the page includes
templates/verifications/_sms_code.html.
"""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from utils.client_address import client_address
from utils.refusals import UNPROCESSABLE, explain

from .purposes import Purpose
from .refusals import ANSWERS
from .services import new_captcha_id, send_code
from .sms_code_form import SmsCodeForm

FRAGMENT = "verifications/_sms_code.html"


class Sms(NamedTuple):
    """What the page says about the SMS code that was asked for."""

    sent: bool
    wait_seconds: int


def is_about_code(request: HttpRequest) -> bool:
    """Whether the form was posted by one of the buttons beside the code field: a code, or another captcha."""
    return request.method == "POST" and ("send_code" in request.POST or "new_captcha" in request.POST)


def answer(request: HttpRequest, template: str, form: SmsCodeForm, purpose: Purpose, **context: Any) -> HttpResponse:
    """The page again, or its fragment for htmx, after a code or a new captcha was asked for."""
    sms, status = None, 200
    if "send_code" in request.POST:
        sms, status = _ask_for_code(request, form, purpose)
    else:
        form.errors.clear()
    if request.htmx:  # type: ignore[attr-defined]
        template = FRAGMENT
    return page(request, template, form, status=status, sms=sms, **context)


def page(request: HttpRequest, template: str, form: SmsCodeForm, *, status: int = 200, **context: Any) -> HttpResponse:
    """The page with this form and, when the form was sent, a new captcha."""
    if form.is_bound:
        form.renew_captcha(new_captcha_id())
    return render(request, template, {"form": form, "sms": None, **context}, status=status)


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
    except tuple(ANSWERS) as refusal:
        status = explain(form, refusal, ANSWERS)
        return Sms(sent=False, wait_seconds=getattr(refusal, "wait_seconds", 0)), status
    return Sms(sent=True, wait_seconds=wait_seconds), 200
