"""To QQ and back."""

import logging

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET

from users.models import SignIn, User
from users.services.sign_ins import move_session
from users.services.signing_in import AccountInactive, sign_in
from utils.access import public
from utils.client_address import client_address
from utils.redirects import safe_target
from utils.refusals import TOO_MANY_REQUESTS, UNAVAILABLE, UNPROCESSABLE, sentence_for

from .. import queries, visits
from ..qq import QQRefused, QQUnavailable
from ..refusals import ANSWERS
from ..services import travelling
from ..services.binding import BindingRejected, begin_binding, bind
from ..store import Journey
from .answers import callback_address, stopped, with_next, with_qq

logger = logging.getLogger(__name__)

_NOT_DONE = gettext_lazy("这次 QQ 登录没有完成")
_NEXT_MAX_LENGTH = 2000


@public
@never_cache
@require_GET
@with_qq
def login(request: HttpRequest) -> HttpResponse:
    """Leaves for QQ: to sign in; or, with the password just proven, to bind it to the account."""
    user_id = 0
    if isinstance(request.user, User):
        if not visits.use_confirmation(request):
            return HttpResponseRedirect(resolve_url("oauth:qq"))
        user_id = request.user.pk
    try:
        travelling.count_departure(address=client_address(request))
    except travelling.LeavingTooOften as refusal:
        response = stopped(request, _NOT_DONE, _("试的次数太多，请过几分钟再来。"), status=TOO_MANY_REQUESTS)
        response["Retry-After"] = str(refusal.wait_seconds)
        return response
    next_page = safe_target(request, request.GET.get("next", "")[:_NEXT_MAX_LENGTH], default="")
    journey = Journey(browser=visits.mark_browser(request), next_page=next_page, user_id=user_id)
    return HttpResponseRedirect(travelling.set_out(journey, redirect_uri=callback_address(request)))


@public
@never_cache
@require_GET
@with_qq
@sensitive_variables()
def callback(request: HttpRequest) -> HttpResponse:
    """QQ sends the visitor back here, with a code or without."""
    try:
        journey = travelling.come_back(
            state=request.GET.get("state", ""), browser=visits.browser_of(request), user_id=request.user.pk or 0
        )
    except travelling.StateRejected:
        sentence = _("登录请求已过期、已用过，或不是从这个浏览器发起的。请重新开始。")
        return stopped(request, _NOT_DONE, sentence, status=400)
    code = request.GET.get("code", "")
    if not code:
        messages.info(request, _("已取消 QQ 授权。"))
        return HttpResponseRedirect(_where_from(journey))
    try:
        openid = travelling.ask_openid(code=code, redirect_uri=callback_address(request))
    except (QQUnavailable, QQRefused) as failure:
        return _failed(request, failure, journey)
    return _bind_own(request, openid, journey) if journey.user_id else _sign_in(request, openid, journey)


def _where_from(journey: Journey) -> str:
    return resolve_url("oauth:qq") if journey.user_id else with_next("users:login", journey.next_page)


def _failed(request: HttpRequest, failure: Exception, journey: Journey) -> HttpResponse:
    if isinstance(failure, QQRefused):
        logger.warning("QQ refused a sign-in: %s", failure.code)
        sentence = _("QQ 没有确认这次授权，账号没有任何变化。请重新开始。")
        return stopped(request, _NOT_DONE, sentence, status=UNPROCESSABLE, next_page=journey.next_page)
    logger.error("QQ is unavailable: %s", failure)
    sentence = _("QQ 暂时没有应答，账号没有任何变化。请过一会儿再试。")
    response = stopped(request, _NOT_DONE, sentence, status=UNAVAILABLE, next_page=journey.next_page)
    response["Retry-After"] = "30"  # seconds
    return response


@sensitive_variables("openid")
def _sign_in(request: HttpRequest, openid: str, journey: Journey) -> HttpResponse:
    user = queries.person_of(openid)
    if user is None:
        move_session(request)  # whoever planted the session that went to QQ must not share what came back
        token = begin_binding(openid=openid, browser=journey.browser, next_page=journey.next_page)
        visits.keep_token(request, token)
        return HttpResponseRedirect(resolve_url("oauth:binding"))
    try:
        sign_in(request, user=user, remember=False, method=SignIn.Method.QQ)
    except AccountInactive as refusal:
        return stopped(request, _NOT_DONE, sentence_for(refusal, ANSWERS), status=UNPROCESSABLE)
    return HttpResponseRedirect(journey.next_page or resolve_url("contents:home"))


@sensitive_variables("openid")
def _bind_own(request: HttpRequest, openid: str, journey: Journey) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101 - come_back let nobody else through
    try:
        bind(user=request.user, openid=openid)
    except (BindingRejected, AccountInactive) as refusal:
        messages.error(request, sentence_for(refusal, ANSWERS))
    else:
        messages.success(request, _("QQ 已绑定，以后可以用它登录。"))
    return HttpResponseRedirect(resolve_url("oauth:qq"))
