"""Ending sign-ins elsewhere."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from utils.access import signed_in

from ..requests import SignedInRequest
from ..services import sign_ins


@signed_in
@require_POST
def end_sign_in(request: SignedInRequest, sign_in_id: int) -> HttpResponse:
    if not sign_ins.end(user=request.user, sign_in_id=sign_in_id):
        raise Http404
    messages.success(request, _("该设备已退出登录。"))
    return HttpResponseRedirect(resolve_url("accounts:security"))


@signed_in
@require_POST
def end_other_sign_ins(request: SignedInRequest) -> HttpResponse:
    sign_ins.end_all(user=request.user, but=sign_ins.present(request))
    messages.success(request, _("其他设备都已退出登录。"))
    return HttpResponseRedirect(resolve_url("accounts:security"))
