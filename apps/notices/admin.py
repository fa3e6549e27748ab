"""What people were told and how far their letters got: read, and sent again."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from .models import Kind, Notice
from .services import resending

MOST_AT_ONCE = 200


@admin.register(Notice)
class NoticeAdmin(ModelAdmin):
    list_display = ("number", "kind", "user", "status", "reason", "written_at", "sent_at", "claims")
    list_filter = ("status", "kind")
    list_select_related = ("user",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("=user__username", "user__mobile__exact")
    search_help_text = _("按完整的订单号、用户名或手机号查找")
    ordering = ("-pk",)
    actions = ("send_again",)
    fields = (
        ("kind", "number"),
        "user",
        ("carrier", "tracking_number", "amount"),
        ("status", "reason", "answer"),
        ("written_at", "sent_at", "read_at"),
        ("claims", "resends", "due_at", "give_up_at"),
        "language",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("notices.resend_notice")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Notice], search_term: str
    ) -> tuple[QuerySet[Notice], bool]:
        """An order's number is in the key, which has an index; the text of the facts has none."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if not search_term.isdecimal():
            return found, may_repeat
        keys = [f"{kind}:{search_term}" for kind in Kind.values]
        return queryset.filter(Q(pk__in=found.values("pk")) | Q(key__in=keys)), may_repeat

    @admin.display(description=_("订单号"))
    def number(self, notice: Notice) -> str:
        return notice.facts.get("number", "")

    @admin.display(description=_("承运商"))
    def carrier(self, notice: Notice) -> str:
        return notice.facts.get("carrier", "")

    @admin.display(description=_("运单号"))
    def tracking_number(self, notice: Notice) -> str:
        return notice.facts.get("tracking_number", "")

    @admin.display(description=_("金额"))
    def amount(self, notice: Notice) -> str:
        return notice.facts.get("amount", "")

    @admin.action(description=_("重新发送所选通知"), permissions=["resend"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[Notice]) -> None:
        notice_ids = list(chosen.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
        again = resending.resend(notice_ids=notice_ids)
        self.message_user(request, _t("%(count)d 条通知将重新发送。") % {"count": again}, messages.SUCCESS)
        if again < len(notice_ids):
            left = len(notice_ids) - again
            self.message_user(request, _t("%(count)d 条还在等待发送，没有变化。") % {"count": left}, messages.WARNING)
