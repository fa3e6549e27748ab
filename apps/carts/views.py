"""The cart, and what changes it: plain forms that lead back to a page, or to its fragment for htmx."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from goods.queries.buying import pieces
from utils.access import public
from utils.forms import form_page
from utils.redirects import safe_target
from utils.refusals import UNPROCESSABLE

from . import services
from .forms import count_of, counts_of_lines
from .lines import Cart, CartRejected
from .queries import cart_of, cart_page
from .refusals import sentences

_LARGEST_ID = 2**63 - 1


@public
@never_cache
@require_safe
def cart(request: HttpRequest) -> HttpResponse:
    return _cart_page(request, _known_cart(request))


@public
@never_cache
@require_safe
def size(request: HttpRequest) -> HttpResponse:
    """The fragment that a page, which is the same for all strangers, fetches for its reader: the number in the
    header, and the token that forms of this reader need."""
    return render(request, "carts/_size.html", {"size": cart_of(request).size()})


@public
@never_cache
@form_page
def add(request: HttpRequest, sku_id: int) -> HttpResponse:
    """Asked by GET where a page cannot carry the token of its reader and no script fetches it: a page that does."""
    if request.method != "POST":
        return _add_page(request, sku_id, count=count_of(request.GET.get("count", "1")))
    mine = _known_cart(request)
    count = count_of(request.POST.get("count", ""))
    try:
        piece = services.add(mine, sku_id=_known(sku_id), count=count)
    except services.NoSuchGoods:
        raise Http404 from None
    except CartRejected as refusal:
        return _add_page(request, sku_id, count=count, refusals=sentences(refusal), status=UNPROCESSABLE)
    messages.success(request, _("已加入购物车：%(name)s × %(count)d") % {"name": piece.sku.name, "count": count})
    if request.htmx:  # type: ignore[attr-defined]
        return _add_page(request, sku_id, count=1, size=mine.size())
    product = reverse("goods:detail", args=(sku_id,))
    return HttpResponseRedirect(safe_target(request, request.POST.get("next", ""), default=product))


@public
@never_cache
@form_page
def buy_now(request: HttpRequest, sku_id: int) -> HttpResponse:
    """On to the settlement of these pieces alone; the cart is not touched."""
    sent = request.POST if request.method == "POST" else request.GET
    count = count_of(sent.get("count", ""))
    try:
        services.buyable(sku_id=_known(sku_id), count=count)
    except services.NoSuchGoods:
        raise Http404 from None
    except CartRejected as refusal:
        return _add_page(request, sku_id, count=count, refusals=sentences(refusal), status=UNPROCESSABLE)
    return _to_settlement(request, sku=sku_id, count=count)


def _change(act: Callable[..., str | None]) -> Callable[..., HttpResponse]:
    """A view that changes the cart by `act`, says what it returns, and shows the cart; or says why nothing changed."""

    @public
    @never_cache
    @require_POST
    @wraps(act)
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mine = _known_cart(request)
        try:
            said = act(request, mine, *args, **kwargs)
        except CartRejected as refusal:
            return _cart_page(request, mine, refusals=sentences(refusal), status=UNPROCESSABLE)
        if said:
            messages.success(request, said)
        if request.htmx:  # type: ignore[attr-defined]
            return _cart_page(request, mine)
        return HttpResponseRedirect(reverse("carts:cart"))

    return view


@_change
def change_counts(request: HttpRequest, mine: Cart) -> str:
    services.change_counts(mine, counts=counts_of_lines(request.POST))
    return _("数量已更新。")


@_change
def change_count(request: HttpRequest, mine: Cart, sku_id: int) -> str:
    services.change_counts(mine, counts={sku_id: count_of(request.POST.get("count", ""))})
    return _("数量已更新。")


@_change
def remove(request: HttpRequest, mine: Cart, sku_id: int) -> str:
    services.remove(mine, sku_id=sku_id)
    return _("商品已移出购物车。")


@_change
def remove_off_shelf(request: HttpRequest, mine: Cart) -> str:
    services.remove_off_shelf(mine)
    return _("下架的商品已移出购物车。")


@_change
def tick(request: HttpRequest, mine: Cart, sku_id: int) -> None:
    change = services.tick if request.POST.get("ticked") == "1" else services.untick
    change(mine, sku_ids=[sku_id])


@_change
def tick_all(request: HttpRequest, mine: Cart) -> None:
    change = services.tick if request.POST.get("ticked") == "1" else services.untick
    change(mine)


@public
@never_cache
@require_POST
def check_out(request: HttpRequest) -> HttpResponse:
    mine = _known_cart(request)
    try:
        services.check_out(mine)
    except CartRejected as refusal:
        return _cart_page(request, mine, refusals=sentences(refusal), status=UNPROCESSABLE)
    return _to_settlement(request)


def _known_cart(request: HttpRequest) -> Cart:
    mine = cart_of(request)
    services.give_up_lost(request, mine)
    return mine


def _cart_page(
    request: HttpRequest, mine: Cart, *, refusals: list[str] | None = None, status: int = 200
) -> HttpResponse:
    template = "carts/_cart.html" if request.htmx else "carts/cart.html"  # type: ignore[attr-defined]
    context = {"cart": cart_page(mine), "refusals": refusals or []}
    return render(request, template, context, status=status)


def _add_page(
    request: HttpRequest,
    sku_id: int,
    *,
    count: int,
    refusals: list[str] | None = None,
    status: int = 200,
    size: int = 0,
) -> HttpResponse:
    """A page with the goods and a form; for htmx the form on the product page, with the new number of lines."""
    piece = pieces([_known(sku_id)]).get(sku_id)
    if piece is None:
        raise Http404
    context = {"piece": piece, "count": max(count, 1), "refusals": refusals or [], "size": size}
    template = "carts/_purchase_answer.html" if request.htmx else "carts/add.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=status)


def _known(sku_id: int) -> int:
    """A number that the database can look for."""
    if sku_id > _LARGEST_ID:
        raise Http404
    return sku_id


def _to_settlement(request: HttpRequest, **query: int) -> HttpResponse:
    target = reverse("orders:settlement") + (f"?{urlencode(query)}" if query else "")
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(target)  # a page, not a fragment
    return HttpResponseRedirect(target)
