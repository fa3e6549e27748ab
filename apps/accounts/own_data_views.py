"""The pages where people fetch a copy of their data and end their account."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from users.requests import SignedInRequest
from utils.access import signed_in
from utils.forms import form_page
from utils.refusals import GONE, UNPROCESSABLE, explain, sentence_for

from .forms import DeletionForm
from .queries import deletion_of, exports_of
from .refusals import ANSWERS, REFUSALS
from .services import deleting, exporting


@signed_in
@never_cache
@require_safe
def own_data(request: SignedInRequest) -> HttpResponse:
    return _own_data_page(request)


@signed_in
@never_cache
@require_POST
def request_export(request: SignedInRequest) -> HttpResponse:
    try:
        exporting.request_export(user=request.user)
    except REFUSALS as refusal:
        status = ANSWERS[type(refusal)].status
        return _own_data_page(request, refusal=sentence_for(refusal, ANSWERS), status=status)
    messages.success(request, _("已收到申请，准备好后就能在这里下载。"))
    return HttpResponseRedirect(resolve_url("accounts:own_data"))


@signed_in
@never_cache
@require_safe
def download_export(request: SignedInRequest, export_token: str) -> HttpResponse:
    try:
        export, text = exporting.open_export(user=request.user, token=export_token)
    except exporting.ExportNotFound:
        raise Http404 from None
    except exporting.ExportExpired:
        return render(request, "accounts/own_data_expired.html", status=GONE)
    name = f"meiduo-{localtime(export.requested_at):%Y-%m-%d}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)


@signed_in
@never_cache
@sensitive_post_parameters("present_password")
@form_page
def deletion(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        return _deletion_page(request, DeletionForm())
    form = DeletionForm(request.POST)
    if not form.is_valid():
        return _deletion_page(request, form, status=UNPROCESSABLE)
    try:
        deleting.request_deletion(request, user=request.user, password=form.cleaned_data["present_password"])
    except REFUSALS as refusal:
        return _deletion_page(request, form, status=explain(form, refusal, ANSWERS))
    messages.success(request, _("已收到注销申请，其他设备都已退出登录。"))
    return HttpResponseRedirect(resolve_url("accounts:deletion"))


@signed_in
@never_cache
@require_POST
def cancel_deletion(request: SignedInRequest) -> HttpResponse:
    if deleting.cancel_deletion(user=request.user):
        messages.success(request, _("注销申请已取消，账号照常使用。"))
    else:
        messages.warning(request, _("没有可以取消的注销申请。"))
    return HttpResponseRedirect(resolve_url("accounts:own_data"))


def _own_data_page(request: SignedInRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    exports = [
        (export, exporting.link_token(export) if export.is_downloadable else "") for export in exports_of(request.user)
    ]
    context = {"exports": exports, "deletion": deletion_of(request.user), "refusal": refusal}
    return render(request, "accounts/own_data.html", context, status=status)


def _deletion_page(request: SignedInRequest, form: DeletionForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "deletion": deletion_of(request.user),
        "grace_days": settings.ACCOUNT_DELETION_GRACE_DAYS,
        "works_here": request.user.is_staff or request.user.is_superuser,
    }
    return render(request, "accounts/deletion.html", context, status=status)
