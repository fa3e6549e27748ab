"""Writing reviews, one's own, and those of a product."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import EmptyPage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from goods.models import SKU
from orders.models import OrderLine
from users.requests import SignedInRequest
from utils.access import public, signed_in
from utils.forms import form_page
from utils.page_cache import Facts, cached_page
from utils.refusals import UNPROCESSABLE, explain, sentence_for

from .forms import ReviewForm
from .queries import own, shown
from .refusals import ANSWERS, REFUSALS, TRY_AGAIN
from .services import writing


@signed_in
@never_cache
@form_page
def write(request: SignedInRequest, number: str, line_id: int) -> HttpResponse:
    """The form, or why there is none."""
    try:
        line = writing.line_of(request.user, number=number, line_id=line_id)
        writing.refuse_unless_reviewable(line)
        if request.method != "POST":
            return _form_page(request, line, ReviewForm())
        form = ReviewForm(request.POST, request.FILES)
        if not form.is_valid():
            return _form_page(request, line, form, status=UNPROCESSABLE)
        pictures = form.cleaned_data["pictures"]
        try:
            writing.write_review(
                user=request.user, number=number, line_id=line_id, words=form.words, photographs=pictures
            )
        except tuple(TRY_AGAIN) as refusal:
            return _form_page(request, line, form, status=explain(form, refusal, TRY_AGAIN))
    except OrderLine.DoesNotExist:
        raise Http404 from None
    except REFUSALS as refusal:
        sentence, status = sentence_for(refusal, ANSWERS), ANSWERS[type(refusal)].status
        return render(request, "reviews/refused.html", {"line": line, "sentence": sentence}, status=status)
    messages.success(request, _("谢谢您的评价。"))
    return HttpResponseRedirect(reverse("reviews:mine"))


@signed_in
@never_cache
@require_safe
def waiting(request: SignedInRequest) -> HttpResponse:
    page = own.waiting_page(request.user, page=request.GET.get("page", ""))
    return render(request, "reviews/waiting.html", {"page": page, "waiting_count": page.paginator.count})


@signed_in
@never_cache
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    page = own.reviews_page(request.user, page=request.GET.get("page", ""))
    return render(request, "reviews/mine.html", {"page": page, "waiting_count": own.waiting_count(request.user)})


@public
@require_safe
def first(request: HttpRequest, sku_id: int) -> HttpResponse:
    """The fragment that a product page fetches when somebody scrolls there."""

    def facts() -> Facts:
        found = shown.first_reviews(sku_id)
        return Facts({"found": found}, tags=found.tags)

    return _kept(request, "reviews/_first.html", facts)


@public
@require_safe
def of_product(request: HttpRequest, spu_id: int, choice: str = shown.ALL, page: int = 1) -> HttpResponse:
    if choice not in shown.CHOICES:
        raise Http404

    def facts() -> Facts:
        found = shown.reviews_page(spu_id, choice=choice, number=page)
        return Facts({"found": found, "choice": choice}, tags=found.tags)

    return _kept(request, "reviews/of_product.html", facts)


def _kept(request: HttpRequest, template: str, facts: Callable[[], Facts]) -> HttpResponse:
    try:
        return cached_page(request, template, facts)
    except (SKU.DoesNotExist, EmptyPage) as error:
        raise Http404 from error


def _form_page(request: HttpRequest, line: OrderLine, form: ReviewForm, *, status: int = 200) -> HttpResponse:
    return render(request, "reviews/write.html", {"line": line, "form": form}, status=status)
