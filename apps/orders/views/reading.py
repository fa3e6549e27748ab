"""The pages where people read their orders."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pricing.wording import said
from users.requests import SignedInRequest
from utils.access import signed_in

from ..actions import actions_of
from ..queries.listing import orders_page
from ..queries.one import show
from ..services.cancelling import close_if_overdue
from .own import own_order


@signed_in
@never_cache
@require_safe
def order_list(request: SignedInRequest) -> HttpResponse:
    asked = {"tab": request.GET.get("state", ""), "page": request.GET.get("page", "")}
    found = orders_page(request.user, **asked)
    if any([close_if_overdue(order) for order in found.page]):  # each of them, not only the first
        found = orders_page(request.user, **asked)
    orders = [(order, [action for action in actions_of(order) if action.is_allowed]) for order in found.page]
    return render(request, "orders/list.html", {"found": found, "orders": orders})


@signed_in
@never_cache
@require_safe
def detail(request: SignedInRequest, number: str) -> HttpResponse:
    order = own_order(request.user, number)
    context = {"shown": show(order), "actions": actions_of(order), "sums": said(order.explanation)}
    return render(request, "orders/detail.html", context)


@signed_in
@never_cache
@require_safe
def success(request: SignedInRequest, number: str) -> HttpResponse:
    return render(request, "orders/success.html", {"order": own_order(request.user, number)})
