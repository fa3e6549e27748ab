"""QQ in the account of a signed-in person: bound or not, and the way to change it."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from users.requests import SignedInRequest
from utils.access import signed_in
from utils.refusals import UNPROCESSABLE, explain

from .. import queries, visits
from ..forms import ConfirmForm
from ..offers import has_qq
from ..refusals import ANSWERS, REFUSALS
from ..services import binding
from .answers import with_qq


@signed_in
@never_cache
@require_safe
def qq(request: SignedInRequest) -> HttpResponse:
    """Where the mall is no longer registered at QQ, what is bound can still be seen and unbound."""
    if not has_qq() and queries.qq_account_of(request.user) is None:
        raise Http404
    return _page(request, ConfirmForm())


@signed_in
@never_cache
@sensitive_post_parameters("present_password")
@require_POST
@with_qq
def bind(request: SignedInRequest) -> HttpResponse:
    """Opens the way to QQ, which the page then shows: the policy for forms would stop a redirection to another host."""
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=UNPROCESSABLE)
    try:
        binding.allow_binding(request, user=request.user, password=form.cleaned_data["present_password"])
    except REFUSALS as refusal:
        return _page(request, form, status=explain(form, refusal, ANSWERS))
    visits.confirm(request)
    return HttpResponseRedirect(resolve_url("oauth:qq"))


@signed_in
@never_cache
@sensitive_post_parameters("present_password")
@require_POST
def unbind(request: SignedInRequest) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=UNPROCESSABLE)
    try:
        binding.unbind(request, user=request.user, password=form.cleaned_data["present_password"])
    except REFUSALS as refusal:
        return _page(request, form, status=explain(form, refusal, ANSWERS))
    messages.success(request, _("QQ 已解除绑定，不能再用它登录。"))
    return HttpResponseRedirect(resolve_url("oauth:qq" if has_qq() else "accounts:security"))


def _page(request: SignedInRequest, form: ConfirmForm, *, status: int = 200) -> HttpResponse:
    context = {
        "qq_account": queries.qq_account_of(request.user),
        "form": form,
        "is_confirmed": visits.is_confirmed(request),
        "has_password": request.user.has_usable_password(),
    }
    response = render(request, "oauth/qq.html", context, status=status)
    if context["is_confirmed"] and not context["qq_account"]:
        response["Refresh"] = f"0; url={resolve_url('oauth:login')}"
    return response
