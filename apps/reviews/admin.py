"""Reviews in the admin: the queue of those that nobody has read yet, and the answers of the shop."""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.views import ChangeList

from utils.large_tables import BoundedList, BoundedPaginator

from .models import MOST_STARS, HideReason, Review, State
from .services import moderating

Action = Callable[["ReviewAdmin", HttpRequest, QuerySet[Review]], None]


class QueueFilter(admin.SimpleListFilter):
    """What waits is what one comes for."""

    title = _("状态")
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*State.choices, ("all", _("全部"))]

    def value(self) -> str:
        return super().value() or State.PENDING

    def choices(self, changelist: Any) -> Iterator[Any]:
        for value, title in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Review]) -> QuerySet[Review]:
        return queryset.filter(state=self.value()) if self.value() in State else queryset


class ReviewForm(forms.ModelForm):
    """What the shop decides; the services write it."""

    class Meta:
        model = Review
        fields = ("state", "hide_reason", "reply")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "state" in self.fields and self.instance.state != State.PENDING:  # never waits again
            self.fields["state"].choices = State.choices[1:]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("state") != State.HIDDEN:
            given["hide_reason"] = ""
        elif not given.get("hide_reason"):
            self.add_error("hide_reason", _t("请选择不展示的原因，写评价的人会看到"))
        return given


@admin.action(description=_("展示所选的评价"), permissions=["change"])
def show_chosen(page: "ReviewAdmin", request: HttpRequest, chosen: QuerySet[Review]) -> None:
    page.moderate(request, lambda by_id: moderating.show(_ids(chosen), by_id=by_id), _t("展示了 %(count)d 条评价。"))


def _hide_chosen(reason: HideReason) -> Action:
    @admin.action(description=format_lazy(_("不展示所选的评价：{reason}"), reason=reason.label), permissions=["change"])
    def hide(page: "ReviewAdmin", request: HttpRequest, chosen: QuerySet[Review]) -> None:
        sentence = _t("%(count)d 条评价不再展示。")
        page.moderate(request, lambda by_id: moderating.hide(_ids(chosen), reason=reason, by_id=by_id), sentence)

    hide.__name__ = f"hide_{reason}"
    return hide


@admin.register(Review)
class ReviewAdmin(ModelAdmin):
    form = ReviewForm
    paginator = BoundedPaginator
    list_display = ("created_at", "star_line", "beginning", "sku", "writer", "state", "is_answered")
    list_display_links = ("created_at", "beginning")
    list_filter = (QueueFilter, "stars", "has_pictures")
    list_select_related = ("sku", "user")
    list_per_page = 50
    list_max_show_all = 50
    show_full_result_count = False
    sortable_by = ()
    search_fields = ("=line__order__number", "=user__username")
    search_help_text = _("按完整的订单号或用户名查找")
    actions = (show_chosen, *(_hide_chosen(reason) for reason in HideReason))
    fields = (
        "sku", "order_number", "star_line", "text", "photographs", "writer", "is_anonymous", "created_at",
        "state", "hide_reason", "reply", "replied_at", "replied_by",
    )  # fmt: skip
    readonly_fields = (
        "sku", "order_number", "star_line", "text", "photographs", "writer", "is_anonymous", "created_at",
        "replied_at", "replied_by",
    )  # fmt: skip

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return BoundedList

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Those that wait, the longest first; the others, the newest first."""
        is_queue = request.GET.get(QueueFilter.parameter_name, State.PENDING) == State.PENDING
        return ("pk",) if is_queue else ("-pk",)

    @admin.display(description=_("星级"))
    def star_line(self, review: Review) -> str:
        return "★" * review.stars + "☆" * (MOST_STARS - review.stars)

    @admin.display(description=_("内容"))
    def beginning(self, review: Review) -> str:
        return Truncator(review.text).chars(40)

    @admin.display(description=_("用户"))
    def writer(self, review: Review) -> str:
        return review.user.username

    @admin.display(description=_("已回复"), boolean=True)
    def is_answered(self, review: Review) -> bool:
        return bool(review.reply)

    @admin.display(description=_("订单号"))
    def order_number(self, review: Review) -> str:
        return review.line.order.number

    @admin.display(description=_("图片"))
    def photographs(self, review: Review) -> SafeString | str:
        shown = ((each.src, each.src, each.width, each.height) for each in review.shown_pictures)
        picture = '<a href="{}"><img src="{}" width="{}" height="{}" alt="" loading="lazy" class="h-32 w-auto"></a> '
        return format_html_join("", picture, shown) or "–"

    def save_model(self, request: HttpRequest, obj: Review, form: ModelForm, change: bool) -> None:
        by_id, given = int(request.user.pk or 0), form.cleaned_data
        if {"state", "hide_reason"} & set(form.changed_data) and given["state"] == State.SHOWN:
            moderating.show([obj.pk], by_id=by_id)
        elif given["state"] == State.HIDDEN:
            moderating.hide([obj.pk], reason=given["hide_reason"], by_id=by_id)
        moderating.reply(obj.pk, text=given["reply"], by_id=by_id)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Nothing: the services write the history with the change."""

    def moderate(self, request: HttpRequest, change: Callable[[int], int], sentence: str) -> None:
        try:
            count = change(int(request.user.pk or 0))
        except moderating.TooMany:
            most = moderating.MOST_AT_ONCE
            self.message_user(request, _t("一次最多处理 %(most)d 条评价。") % {"most": most}, messages.ERROR)
        else:
            self.message_user(request, sentence % {"count": count}, messages.SUCCESS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        return False


def _ids(chosen: QuerySet[Review]) -> list[int]:
    return list(chosen.order_by("pk").values_list("pk", flat=True)[: moderating.MOST_AT_ONCE + 1])
