"""Requests in the admin: a queue to read, and decisions that go through the services."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from users.requests import SignedInRequest
from utils.forms import form_page
from utils.pictures import Picture
from utils.refusals import UNPROCESSABLE, explain, sentence_for

from .forms.deciding import AgreeForm, AgreeToReturnForm, ReceiveForm, RejectForm
from .models import AfterSale, AfterSaleEvent
from .refusals import ANSWERS, REFUSALS
from .rules import NotNow
from .services import deciding
from .states import Change

_HEIGHT = 96  # pixels, of the pictures
_PICTURE = (
    '<a href="{}" target="_blank" rel="noopener"><img src="{}" width="{}" height="{}" alt="{}" loading="lazy"></a>'
)


def _picture(numbered: tuple[int, Picture]) -> tuple[str, str, int, int, str]:
    number, picture = numbered
    width = min(round(picture.width * _HEIGHT / picture.height), 4 * _HEIGHT)
    return picture.src, picture.src, width, _HEIGHT, _t("凭证图片 %(number)d") % {"number": number}


class _Decision(NamedTuple):
    change: Change
    words: Promise
    look: str
    form: Callable[[AfterSale], type[forms.Form]]
    carry_out: Callable[..., None]


#: What staff decide; each has a page of its own below that of the request.
_DECISIONS: dict[str, _Decision] = {
    "approve": _Decision(
        Change.APPROVE,
        _("同意"),
        "primary",
        lambda aftersale: AgreeToReturnForm if aftersale.is_return else AgreeForm,
        deciding.approve,
    ),
    "receive": _Decision(Change.RECEIVE, _("收到退货"), "primary", lambda _aftersale: ReceiveForm, deciding.receive),
    "reject": _Decision(Change.REJECT, _("不通过"), "danger", lambda _aftersale: RejectForm, deciding.reject),
}


class AfterSaleEventInline(TabularInline):
    model = AfterSaleEvent
    fields = ("at", "change", "actor", "by", "note")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[AfterSaleEvent]:
        return super().get_queryset(request).select_related("by")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("aftersales.view_aftersale")


@admin.register(AfterSale)
class AfterSaleAdmin(ModelAdmin):
    list_display = ("number", "kind", "goods", "count", "amount", "reason", "status", "asked_at")
    list_filter = ("status", "kind", "reason")
    list_select_related = ("order", "line")
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("=order__number", "=user__username")
    search_help_text = _("按完整的订单号或用户名查找")
    ordering = ("-pk",)
    view_on_site = False  # that page is the buyer's alone
    fields = (
        ("number", "user"),
        "goods",
        ("kind", "reason"),
        ("count", "amount"),
        "text",
        "evidence",
        ("status", "asked_at", "ended_at"),
        "return_address",
        ("carrier", "tracking_number", "is_sellable"),
    )
    inlines = (AfterSaleEventInline,)
    change_form_outer_before_template = "admin/aftersales/decisions.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[AfterSale]:
        return super().get_queryset(request).select_related("order", "line", "user")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is edited; who has the right decides."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def may_decide(self, request: HttpRequest) -> bool:
        return request.user.has_perm("aftersales.change_aftersale")

    @admin.display(description=_("订单号"))
    def number(self, aftersale: AfterSale) -> str:
        return aftersale.order.number

    @admin.display(description=_("商品"))
    def goods(self, aftersale: AfterSale) -> str:
        line = aftersale.line
        bought = _t("买了 %(count)d 件，已退 %(refunded)d 件") % {"count": line.count, "refunded": line.refunded_count}
        return " · ".join(filter(None, (line.name, line.specification, bought)))

    @admin.display(description=_("凭证图片"))
    def evidence(self, aftersale: AfterSale) -> SafeString | str:
        pictures = format_html_join("", _PICTURE, map(_picture, enumerate(aftersale.shown_pictures, 1)))
        return format_html('<div class="flex flex-wrap gap-2">{}</div>', pictures) if pictures else "-"

    # --- Decisions ---

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                f"<int:object_id>/{name}/",
                self.admin_site.admin_view(partial(self.decision_view, name=name)),
                name=f"aftersales_aftersale_{name}",
            )
            for name in _DECISIONS
        ] + super().get_urls()

    @method_decorator(form_page)
    def decision_view(self, request: SignedInRequest, object_id: int, name: str) -> HttpResponse:
        """A page that says what would be decided, and the button that does it."""
        decision = _DECISIONS[name]
        aftersale: AfterSale | None = self.get_object(request, str(object_id))
        if not self.may_decide(request):
            raise PermissionDenied
        if aftersale is None:
            raise Http404
        page = reverse("admin:aftersales_aftersale_change", args=(object_id,))
        if not aftersale.allows(decision.change):
            messages.error(request, sentence_for(NotNow(), ANSWERS))
            return HttpResponseRedirect(page)
        form = decision.form(aftersale)(request.POST if request.method == "POST" else None)
        status = UNPROCESSABLE if form.is_bound else 200
        if form.is_bound and form.is_valid():
            try:
                decision.carry_out(aftersale_id=object_id, by=request.user, **form.cleaned_data)
                messages.success(request, _t("已处理：%(words)s。") % {"words": decision.words})
                return HttpResponseRedirect(page)
            except REFUSALS as refusal:
                status = explain(form, refusal, ANSWERS)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "original": aftersale,
            "title": decision.words,
            "aftersale": aftersale,
            "decision": decision,
            "change": form,
            "back": page,
        }
        return TemplateResponse(request, "admin/aftersales/decision.html", context, status=status)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: AfterSale | None = None, **kwargs: Any
    ) -> HttpResponse:
        context["decisions"] = self._decisions_for(request, obj) if obj else []
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _decisions_for(self, request: HttpRequest, aftersale: AfterSale) -> list[tuple[str, str, str]]:
        """What may be decided now: address, words, look of the button."""
        if not self.may_decide(request):
            return []
        return [
            (reverse(f"admin:aftersales_aftersale_{name}", args=(aftersale.pk,)), str(each.words), each.look)
            for name, each in _DECISIONS.items()
            if aftersale.allows(each.change)
        ]
