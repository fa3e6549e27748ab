"""The mail address: typing it, proving it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from utils.access import public, signed_in
from utils.forms import form_page
from utils.refusals import UNPROCESSABLE, explain, sentence_for

from ..forms.account import EmailForm
from ..refusals import ANSWERS, REFUSALS
from ..requests import SignedInRequest
from ..services import email_addresses


@signed_in
@never_cache
@sensitive_post_parameters("present_password")
@form_page
def email(request: SignedInRequest) -> HttpResponse:
    form = EmailForm(request.POST or None)
    status = _set_email(request, form) if request.method == "POST" else 0
    if status != 200:
        return render(request, "users/email.html", {"form": form}, status=status or 200)
    return HttpResponseRedirect(resolve_url("accounts:security"))


def _set_email(request: SignedInRequest, form: EmailForm) -> int:
    if not form.is_valid():
        return UNPROCESSABLE
    address, password = form.cleaned_data["email"], form.cleaned_data["present_password"]
    try:
        email_addresses.set_email(request, user=request.user, email=address, password=password)
    except email_addresses.MailNotQueued as refusal:  # the address is set all the same
        messages.warning(request, sentence_for(refusal, ANSWERS))
    except REFUSALS as refusal:
        return explain(form, refusal, ANSWERS)
    else:
        messages.success(request, _("验证邮件已发送到 %(email)s，请在 24 小时内打开其中的链接。") % {"email": address})
    return 200


@signed_in
@require_POST
def resend_verification(request: SignedInRequest) -> HttpResponse:
    try:
        email_addresses.resend_verification(user=request.user)
    except REFUSALS as refusal:
        messages.error(request, sentence_for(refusal, ANSWERS))
    else:
        messages.success(request, _("验证邮件已重新发送。"))
    return HttpResponseRedirect(resolve_url("accounts:security"))


@public
@never_cache
@form_page
def verify_email(request: HttpRequest, token: str) -> HttpResponse:
    """Asks before it proves: programs that look into mails open every link, and press no button."""
    person, refused, status = None, "", 200
    try:
        person = email_addresses.owner_of_link(token)
        if request.method == "POST":
            email_addresses.verify_email(token=token)
            return HttpResponseRedirect(request.path)
    except REFUSALS as refusal:
        refused, status = sentence_for(refusal, ANSWERS), ANSWERS[type(refusal)].status
    return render(request, "users/verify_email.html", {"person": person, "refused": refused}, status=status)
