"""Money in the admin: read by those who may; what failed is tried again, and cash that was given back is noted."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from .models import Payment, Reconciliation, Refund
from .services import refunding, sending_refunds


class _ReadOnlyAdmin(ModelAdmin):
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Payment)
class PaymentAdmin(_ReadOnlyAdmin):
    list_display = ("out_trade_no", "amount", "status", "outcome", "refunded", "started_at", "paid_at")
    list_filter = ("status", "outcome", "paid_at")
    search_fields = ("=out_trade_no", "=trade_number", "=order__number")
    ordering = ("-id",)
    fields = (
        *("order", "out_trade_no", "attempt", "shown_trade_number", "amount", "status", "outcome", "refunded", "buyer"),
        *("started_at", "asked_at", "paid_at"),
    )

    @admin.display(description=_("支付宝交易号"))
    def shown_trade_number(self, payment: Payment) -> str:
        return payment.trade_number or "-"

    @admin.display(description=_("付款账号"))
    def buyer(self, payment: Payment) -> str:
        """As Alipay masks it."""
        return payment.facts.get("buyer") or "-"


@admin.register(Refund)
class RefundAdmin(_ReadOnlyAdmin):
    list_display = ("out_request_no", "amount", "reason", "means", "status", "code", "asked_at", "done_at")
    list_filter = ("status", ("payment", admin.EmptyFieldListFilter), "asked_at")
    search_fields = ("=out_request_no", "=order__number", "=key")
    ordering = ("-id",)
    fields = (
        *("order", "payment", "key", "out_request_no", "amount", "reason", "status", "code"),
        *("tries", "tried_at", "asked_at", "done_at"),
    )
    actions = ("try_again", "note_cash_given")

    @admin.display(description=_("退款方式"))
    def means(self, refund: Refund) -> str:
        return _t("现金") if refund.is_cash else _t("支付宝")

    def has_carry_out_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("payment.carry_out_refund")

    @admin.action(description=_("重试所选的退款"), permissions=["carry_out"])
    def try_again(self, request: HttpRequest, chosen: QuerySet[Refund]) -> None:
        count = self._each(request, chosen, sending_refunds.try_again, _t("重试退款"))
        self.message_user(request, _t("重试了 %(count)d 笔失败的退款。") % {"count": count}, _level(count))

    @admin.action(description=_("所选的现金已经退给买家"), permissions=["carry_out"])
    def note_cash_given(self, request: HttpRequest, chosen: QuerySet[Refund]) -> None:
        cash = chosen.filter(payment=None)
        count = self._each(request, cash, refunding.note_cash_given, _t("登记现金退款"))
        self.message_user(request, _t("登记了 %(count)d 笔现金退款。") % {"count": count}, _level(count))

    def _each(self, request: HttpRequest, chosen: QuerySet[Refund], do: Callable[..., bool], words: str) -> int:
        """How many it was done to; each goes into the history of the row."""
        done = [refund for refund in chosen.order_by("pk") if do(refund_id=refund.pk)]
        for refund in done:
            self.log_change(request, refund, words)
        return len(done)


def _level(count: int) -> int:
    return messages.SUCCESS if count else messages.WARNING


@admin.register(Reconciliation)
class ReconciliationAdmin(_ReadOnlyAdmin):
    list_display = ("day", "payments", "paid", "refunds", "refunded", "difference_count", "checked_at")
    ordering = ("-day",)
    fields = ("day", "checked_at", "payments", "paid", "refunds", "refunded", "shown_differences")

    @admin.display(description=_("差异数"))
    def difference_count(self, report: Reconciliation) -> int:
        return len(report.differences)

    @admin.display(description=_("差异（我们 / 支付宝）"))
    def shown_differences(self, report: Reconciliation) -> SafeString | str:
        rows = [(each["what"], each["number"], each["ours"], each["theirs"]) for each in report.differences]
        return format_html_join("\n", "<p>{} {}: {} / {}</p>", rows) or "-"
