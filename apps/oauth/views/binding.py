"""Where a QQ account that nobody has yet finds its person: the mobile first, then a password."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from users.models import SignIn, User
from users.services.registering import MobileTaken
from users.services.signing_in import sign_in
from utils.access import public
from utils.client_address import client_address
from utils.forms import form_page
from utils.logs import mask_mobile
from utils.refusals import UNPROCESSABLE, explain, sentence_for
from verifications import code_request
from verifications.purposes import Purpose
from verifications.services import new_captcha_id

from .. import queries, tokens, visits
from ..forms import KnownPersonForm, MobileForm, NewPersonForm
from ..refusals import ANSWERS, REFUSALS
from ..services.binding import (
    Binding,
    BindingOver,
    HasAnotherQQ,
    QQTaken,
    bind_known_person,
    bind_new_person,
    choose_another_mobile,
    open_binding,
    prove_mobile,
)
from .answers import stopped, with_qq

_TEMPLATE = "oauth/binding.html"
_NOT_BOUND = gettext_lazy("这个 QQ 没有绑定")
_ENDS = (BindingOver, QQTaken, HasAnotherQQ, MobileTaken)  # the token is used up, or never was good


@public
@never_cache
@sensitive_post_parameters("token", "sms_code", "present_password", "password", "password_again")
@sensitive_variables()
@form_page
@with_qq
def binding(request: HttpRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    token = request.POST.get("token", "") if is_sent else visits.token_of(request)
    try:
        if code_request.is_about_code(request):
            return _about_code(request, token)
        present = open_binding(token, browser=visits.browser_of(request))
        if is_sent and "another_mobile" in request.POST:
            choose_another_mobile(present)
            return HttpResponseRedirect(resolve_url("oauth:binding"))
        return _second_step(request, present, token) if present.mobile else _first_step(request, present, token)
    except _ENDS as refusal:
        status = ANSWERS[type(refusal)].status
        return stopped(request, _NOT_BOUND, sentence_for(refusal, ANSWERS), status=status)


def _about_code(request: HttpRequest, token: str) -> HttpResponse:
    """The signature is all that is looked at here: two Redis round trips are all that a code takes."""
    if tokens.read(token) is None:
        raise BindingOver
    form = MobileForm(request.POST.copy())
    return code_request.answer(request, _TEMPLATE, form, Purpose.BIND, step="mobile", mobile="")


def _first_step(request: HttpRequest, present: Binding, token: str) -> HttpResponse:
    if request.method != "POST":
        form = MobileForm(initial={"captcha_id": new_captcha_id(), "token": token})
        return _mobile_page(request, form)
    form = MobileForm(request.POST.copy())
    if not form.is_valid():
        return _mobile_page(request, form, status=UNPROCESSABLE)
    given = form.cleaned_data
    try:
        prove_mobile(present, mobile=given["mobile"], code=given["sms_code"], address=client_address(request))
    except REFUSALS as refusal:
        return _mobile_page(request, form, status=explain(form, refusal, ANSWERS))
    return HttpResponseRedirect(resolve_url("oauth:binding"))


def _mobile_page(request: HttpRequest, form: MobileForm, *, status: int = 200) -> HttpResponse:
    return code_request.page(request, _TEMPLATE, form, status=status, step="mobile", mobile="")


def _second_step(request: HttpRequest, present: Binding, token: str) -> HttpResponse:
    person = queries.person_with(present.mobile)
    sent = request.POST if request.method == "POST" else None
    form: KnownPersonForm | NewPersonForm
    if person:
        form = KnownPersonForm(sent, initial={"token": token})
    else:
        form = NewPersonForm(sent, initial={"token": token}, mobile=present.mobile)
    status = _bind(request, form, present) if sent is not None else 200
    if sent is not None and status == 200:
        visits.forget_token(request)
        messages.success(request, _("QQ 已绑定，以后可以用它登录。"))
        return HttpResponseRedirect(present.pending.next_page or resolve_url("contents:home"))
    context = {"form": form, "step": "known" if person else "new", "mobile": mask_mobile(present.mobile)}
    return render(request, _TEMPLATE, context, status=status)


@sensitive_variables()
def _bind(request: HttpRequest, form: KnownPersonForm | NewPersonForm, present: Binding) -> int:
    if not form.is_valid():
        return UNPROCESSABLE
    given = form.cleaned_data
    user: User
    try:
        if isinstance(form, KnownPersonForm):
            user = bind_known_person(request, binding=present, password=given["present_password"])
        else:
            user = bind_new_person(binding=present, password=given["password"], address=client_address(request))
    except _ENDS:
        raise
    except REFUSALS as refusal:
        return explain(form, refusal, ANSWERS)
    sign_in(request, user=user, remember=False, method=SignIn.Method.QQ)
    return 200
