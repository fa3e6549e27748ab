"""Changing the mobile number, in two steps on one page."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from utils.access import signed_in
from utils.forms import form_page
from utils.refusals import UNPROCESSABLE, explain
from verifications import code_request
from verifications.purposes import Purpose
from verifications.services import new_captcha_id
from verifications.sms_code_form import SmsCodeForm

from ..forms.account import NewMobileForm, PresentMobileForm
from ..refusals import ANSWERS, REFUSALS
from ..requests import SignedInRequest
from ..services import mobiles

_PAGE = "users/mobile.html"


@signed_in
@never_cache
@sensitive_post_parameters("sms_code")
@form_page
def mobile(request: SignedInRequest) -> HttpResponse:
    step = "new" if mobiles.has_proved_present_mobile(request, user=request.user) else "present"
    form = _form(request, step)
    if code_request.is_about_code(request):
        return code_request.answer(request, _PAGE, form, Purpose.CHANGE_MOBILE, step=step)
    status = _go_on(request, form, step) if request.method == "POST" else 0
    if status != 200:
        return code_request.page(request, _PAGE, form, status=status or 200, step=step)
    if step == "present":
        return HttpResponseRedirect(resolve_url("users:mobile"))
    messages.success(request, _("手机号已更换，下次请用新号码登录。"))
    return HttpResponseRedirect(resolve_url("accounts:security"))


def _form(request: SignedInRequest, step: str) -> SmsCodeForm:
    initial = {"captcha_id": new_captcha_id()} | ({"mobile": request.user.mobile} if step == "present" else {})
    form_class = PresentMobileForm if step == "present" else NewMobileForm
    return form_class(request.POST.copy() if request.method == "POST" else None, initial=initial)


def _go_on(request: SignedInRequest, form: SmsCodeForm, step: str) -> int:
    if not form.is_valid():
        return UNPROCESSABLE
    given = form.cleaned_data
    try:
        if step == "present":
            mobiles.prove_present_mobile(request, user=request.user, code=given["sms_code"])
        else:
            mobiles.change_mobile(request, user=request.user, mobile=given["mobile"], code=given["sms_code"])
    except REFUSALS as refusal:
        return explain(form, refusal, ANSWERS)
    return 200
