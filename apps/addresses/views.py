"""The pages where people keep their addresses."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from users.requests import SignedInRequest
from utils.access import signed_in
from utils.forms import form_page
from utils.redirects import safe_target
from utils.refusals import UNPROCESSABLE, explain

from . import queries, services
from .forms import AddressForm, first_values
from .models import Address
from .refusals import ANSWERS, REFUSALS

_FRAGMENT = "addresses/_areas.html"

personal = sensitive_post_parameters("receiver", "mobile", "phone", "place", "title")


@signed_in
@never_cache
@require_safe
def address_list(request: SignedInRequest) -> HttpResponse:
    context = {
        "addresses": queries.addresses_of(request.user),
        "limit": services.LIMIT,
        "next": safe_target(request, request.GET.get("next", ""), default=""),
    }
    return render(request, "addresses/list.html", context)


@signed_in
@never_cache
@personal
@form_page
def new_address(request: SignedInRequest) -> HttpResponse:
    return _form_page(request, None, partial(services.create, user=request.user))


@signed_in
@never_cache
@personal
@form_page
def edit_address(request: SignedInRequest, address_id: int) -> HttpResponse:
    with _own_rows_only():
        address = Address.objects.of(request.user).get(pk=address_id)
        return _form_page(request, address, partial(services.change, user=request.user, address_id=address_id))


@signed_in
@require_POST
def delete_address(request: SignedInRequest, address_id: int) -> HttpResponse:
    with _own_rows_only():
        services.delete(user=request.user, address_id=address_id)
    messages.success(request, _("地址已删除。"))
    return _back_to_list(request)


@signed_in
@require_POST
def make_default(request: SignedInRequest, address_id: int) -> HttpResponse:
    with _own_rows_only():
        services.make_default(user=request.user, address_id=address_id)
    messages.success(request, _("默认地址已更换。"))
    return _back_to_list(request)


def _form_page(request: SignedInRequest, address: Address | None, save: Callable[..., Any]) -> HttpResponse:
    if request.method != "POST":
        return _page(request, address, AddressForm(initial=_first_values(request, address)))
    if "refresh_areas" in request.POST:  # what was typed becomes the first values: kept, and not yet judged
        return _page(request, address, AddressForm(initial=request.POST.dict()), is_about_areas=True)
    form = AddressForm(request.POST.copy())
    if not form.is_valid():
        return _page(request, address, form, status=UNPROCESSABLE)
    try:
        save(lines=form.lines, as_default=form.cleaned_data["as_default"])
    except REFUSALS as refusal:
        return _page(request, address, form, status=explain(form, refusal, ANSWERS))
    messages.success(request, _("地址已保存。"))
    target = safe_target(request, form.cleaned_data["next"], default=reverse("addresses:list"))
    return HttpResponseRedirect(target)


def _page(
    request: SignedInRequest,
    address: Address | None,
    form: AddressForm,
    *,
    status: int = 200,
    is_about_areas: bool = False,
) -> HttpResponse:
    """The page with this form; for htmx, which asks about areas only, the three selects of it."""
    is_fragment = is_about_areas and request.htmx  # type: ignore[attr-defined]
    template = _FRAGMENT if is_fragment else "addresses/form.html"
    going_on = safe_target(request, str(form["next"].value() or ""), default="")
    return render(request, template, {"form": form, "address": address, "next": going_on}, status=status)


def _first_values(request: SignedInRequest, address: Address | None) -> dict[str, Any]:
    values = first_values(address) if address else {}
    return values | {"next": request.GET.get("next", "")}


def _back_to_list(request: SignedInRequest) -> HttpResponse:
    going_on = safe_target(request, request.POST.get("next", ""), default="")
    query = f"?{urlencode({'next': going_on})}" if going_on else ""
    return HttpResponseRedirect(reverse("addresses:list") + query)


@contextmanager
def _own_rows_only() -> Iterator[None]:
    """A row that is not among one's own is a page that does not exist."""
    try:
        yield
    except Address.DoesNotExist:
        raise Http404 from None
