"""Every day of ours is compared with the gateway's: payment by payment, refund by refund. Amounts are in yuan."""

import logging
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from celery_tasks.email.letters import MailNotQueued, send_letter
from ledger.queries import missing, unbalanced

from .. import alipay
from ..alipay import Refused, Trade
from ..models import Payment, Reconciliation, Refund
from .recording import MoneyDiffers, record_money

logger = logging.getLogger(__name__)

Difference = dict[str, str]


def reconcile_yesterday() -> None:
    """Once, however often it is asked for; again after the gateway was away."""
    yesterday = timezone.localdate() - timedelta(days=1)
    if alipay.is_offered() and not Reconciliation.objects.filter(day=yesterday).exists():
        reconcile(yesterday)


def reconcile(day: date) -> Reconciliation:
    """Compares a day in the mall's time zone, and tells settings.ADMINS when anything differs. Money that the gateway
    has and we did not know of is written down by the way. Raises Unavailable: there is no report then."""
    payments, refunds = _payments(day), _refunds(day)
    differences = [*_about_payments(payments), *_about_refunds(refunds), *_about_books(payments, refunds)]
    report, _is_new = Reconciliation.objects.update_or_create(
        day=day,
        defaults={
            "checked_at": timezone.now(),
            "payments": len(payments),
            "refunds": len(refunds),
            "paid": sum((each.amount for each in payments if each.status == Payment.Status.PAID), Decimal(0)),
            "refunded": sum((each.amount for each in refunds), Decimal(0)),
            "differences": differences,
        },
    )
    if differences:
        logger.error("%d differences between our books and the gateway's on %s", len(differences), day)
        _tell(report)
    return report


def _payments(day: date) -> list[Payment]:
    unpaid = ~Q(status=Payment.Status.PAID) & Q(started_at__range=_bounds(day))
    chosen = Payment.objects.filter(Q(paid_at__range=_bounds(day)) | unpaid)
    return list(chosen.select_related("order").order_by("pk"))


def _refunds(day: date) -> list[Refund]:
    done: QuerySet[Refund] = Refund.objects.filter(status=Refund.Status.DONE, done_at__range=_bounds(day))
    return list(done.exclude(payment=None).select_related("payment").order_by("pk"))


def _bounds(day: date) -> tuple[datetime, datetime]:
    start = timezone.make_aware(datetime.combine(day, time.min))
    return start, start + timedelta(days=1) - timedelta(microseconds=1)


def _about_payments(payments: list[Payment]) -> Iterator[Difference]:
    for payment in payments:
        trade = _trade_of(payment)
        ours = _words(payment.status, payment.amount)
        theirs = _words(trade.status, trade.amount) if trade else "-"
        if not _agree(payment, trade):
            yield {"what": "payment", "number": payment.out_trade_no, "ours": ours, "theirs": theirs}
            if trade and trade.is_paid:
                _write_down(payment, trade)


def _trade_of(payment: Payment) -> Trade | None:
    try:
        return alipay.ask_trade(out_trade_no=payment.out_trade_no, trade_number=payment.trade_number or "")
    except Refused as refusal:
        logger.error("payment %s: the gateway refused to say: %s", payment.out_trade_no, refusal.code)
        return None


def _agree(payment: Payment, trade: Trade | None) -> bool:
    if payment.status != Payment.Status.PAID:
        return trade is None or not trade.is_paid
    if trade is None or trade.amount != payment.amount:
        return False
    was_all_refunded = trade.status == alipay.CLOSED_STATE and payment.refunded == payment.amount
    return trade.is_paid or was_all_refunded


def _write_down(payment: Payment, trade: Trade) -> None:
    try:
        record_money(payment=payment, trade=trade)
    except MoneyDiffers:  # a difference for somebody to look at, and it is in the report
        return


def _about_refunds(refunds: list[Refund]) -> Iterator[Difference]:
    for refund in refunds:
        number = (refund.payment and refund.payment.trade_number) or ""
        try:
            gone = alipay.ask_refund(trade_number=number, out_request_no=refund.out_request_no)
        except Refused as refusal:
            logger.error("refund %s: the gateway refused to say: %s", refund.out_request_no, refusal.code)
            gone = None
        if gone != refund.amount:
            theirs = f"{gone:.2f}" if gone is not None else "-"
            yield {"what": "refund", "number": refund.out_request_no, "ours": f"{refund.amount:.2f}", "theirs": theirs}


def _about_books(payments: list[Payment], refunds: list[Refund]) -> Iterator[Difference]:
    """What moved is in the ledger, and the ledger is in balance."""
    keys = [f"payment:{each.out_trade_no}" for each in payments if each.status == Payment.Status.PAID]
    keys += [f"refund:{each.out_request_no}" for each in refunds]
    for key in missing(keys):
        yield {"what": "ledger", "number": key, "ours": "-", "theirs": "-"}
    for key in unbalanced():
        yield {"what": "balance", "number": key, "ours": "-", "theirs": "-"}


def _words(status: str, amount: Decimal) -> str:
    return f"{status} {amount:.2f}"


def _tell(report: Reconciliation) -> None:
    """A letter that cannot be queued is missing; the report is in the admin."""
    context = {"day": report.day, "differences": report.differences}
    with translation.override(settings.LANGUAGE_CODE):
        for _name, address in settings.ADMINS:
            subject = _("%(day)s 对账有 %(count)d 处差异") % {"day": report.day, "count": len(report.differences)}
            try:
                send_letter("reconciliation", to=address, subject=subject, context=context)
            except MailNotQueued:
                logger.error("no letter about the differences of %s could be queued", report.day)
