"""What belongs to one shopper: what they looked at, and what they want to find again."""

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from utils.access import public, signed_in
from utils.forms import form_page
from utils.redirects import safe_target
from utils.refusals import sentence_for

from ..models import SKU
from ..queries import personal as queries
from ..queries import recommending
from ..refusals import ANSWERS, REFUSALS
from ..services import favouring, looking


class ShopperRequest(HttpRequest):
    """Of a signed-in visitor."""

    user: AbstractBaseUser  # type: ignore[assignment]
    htmx: bool


@public
@never_cache
@require_GET  # not HEAD: only who reads the page has looked at the goods
def mine(request: HttpRequest, sku_id: int) -> HttpResponse:
    """The fragment that a product page, which is the same for everybody, fetches for its reader; and with it, that
    they look at it: counted and noted, as a log notes it. Nothing to read for a stranger."""
    shopper = request.user if request.user.is_authenticated else None
    try:
        looked_at = looking.look_at(user=shopper, sku_id=sku_id)
    except SKU.DoesNotExist:
        raise Http404 from None
    if shopper is None:
        return HttpResponse(status=204)
    found = queries.mine(shopper, sku_id=sku_id, looked_at=looked_at)
    context = {"sku_id": sku_id, "is_favourite": found.is_favourite, "recent": found.recent}
    return render(request, "goods/_mine.html", context)


@public
@never_cache
@require_safe
def for_me(request: HttpRequest) -> HttpResponse:
    """The fragment that the home page, which is the same for everybody, fetches for who is signed in."""
    found = recommending.for_one(request.user) if request.user.is_authenticated else recommending.ForOne()
    if not (found.liked or found.recent):
        return HttpResponse(status=204)
    return render(request, "goods/_for_me.html", {"liked": found.liked, "recent": found.recent})


@signed_in
@never_cache
@require_safe
def favourites(request: ShopperRequest) -> HttpResponse:
    return _favourites_page(request)


# Both are also asked by GET: whoever had to sign in first comes back by it, and finds the product page.
@signed_in
@never_cache
@form_page
def favour(request: ShopperRequest, sku_id: int) -> HttpResponse:
    if request.method == "POST":
        try:
            favouring.favour(user=request.user, sku_id=sku_id)
        except SKU.DoesNotExist:
            raise Http404 from None
        except REFUSALS as refusal:
            return _refused(request, refusal)
    return _button_or_page(request, sku_id, is_favourite=True)


@signed_in
@never_cache
@form_page
def unfavour(request: ShopperRequest, sku_id: int) -> HttpResponse:
    if request.method == "POST":
        favouring.unfavour(user=request.user, sku_id=sku_id)
    return _button_or_page(request, sku_id, is_favourite=False)


@signed_in
@never_cache
@require_safe
def history(request: ShopperRequest) -> HttpResponse:
    return render(request, "goods/history.html", {"days": queries.history_by_day(request.user)})


@signed_in
@require_POST
def forget_look(request: ShopperRequest, sku_id: int) -> HttpResponse:
    looking.forget_look(user=request.user, sku_id=sku_id)
    return HttpResponseRedirect(reverse("goods:history"))


@signed_in
@require_POST
def clear_history(request: ShopperRequest) -> HttpResponse:
    looking.forget_looks(user=request.user)
    messages.success(request, _("浏览历史已清空。"))
    return HttpResponseRedirect(reverse("goods:history"))


def _favourites_page(request: ShopperRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    page, lines = queries.favourites_page(request.user, page=request.GET.get("page", ""))
    context = {"page": page, "lines": lines, "limit": favouring.LIMIT, "refusal": refusal}
    return render(request, "goods/favourites.html", context, status=status)


def _refused(request: ShopperRequest, refusal: Exception) -> HttpResponse:
    """The favourites, where room can be made, with the sentence; htmx, which asked from a product page, goes there."""
    sentence, status = sentence_for(refusal, ANSWERS), ANSWERS[type(refusal)].status
    if not request.htmx:
        return _favourites_page(request, refusal=sentence, status=status)
    messages.error(request, sentence)
    return HttpResponse(status=status, headers={"HX-Redirect": reverse("goods:favourites")})


def _button_or_page(request: ShopperRequest, sku_id: int, *, is_favourite: bool) -> HttpResponse:
    if request.htmx and request.method == "POST":
        return render(request, "goods/_favourite.html", {"sku_id": sku_id, "is_favourite": is_favourite})
    product = reverse("goods:detail", args=(sku_id,))
    return HttpResponseRedirect(safe_target(request, request.POST.get("next", ""), default=product))
