"""The page where people read what happened to their orders."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from users.requests import SignedInRequest
from utils.access import signed_in
from utils.redirects import safe_target

from .models import Notice
from .queries import notices_page
from .services import reading
from .wording import sentence_of, title_of


@signed_in
@never_cache
@require_safe
def notice_list(request: SignedInRequest) -> HttpResponse:
    found = notices_page(request.user, page=request.GET.get("page", ""))
    told = [(notice, title_of(notice), sentence_of(notice)) for notice in found.notices]
    return render(request, "notices/list.html", {"page": found.page, "told": told, "unread": found.unread_count})


@signed_in
@never_cache
@require_POST
def mark_read(request: SignedInRequest, notice_id: int) -> HttpResponse:
    try:
        reading.mark_read(user=request.user, notice_id=notice_id)
    except Notice.DoesNotExist:
        raise Http404 from None
    return _back(request)


@signed_in
@never_cache
@require_POST
def mark_all_read(request: SignedInRequest) -> HttpResponse:
    if reading.mark_all_read(user=request.user):
        messages.success(request, _("全部消息已标为已读。"))
    return _back(request)


def _back(request: SignedInRequest) -> HttpResponse:
    return HttpResponseRedirect(safe_target(request, request.POST.get("next", ""), default=reverse("notices:list")))
