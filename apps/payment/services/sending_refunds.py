"""Refunds are asked of the gateway, outside every transaction, until they are done or refused."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from ledger.services import note_refund, note_return
from utils.guarding import in_state

from .. import alipay
from ..alipay import Refused, Unavailable
from ..models import Refund
from .refunding import hand_over, tell

logger = logging.getLogger(__name__)

AT_A_TIME = 200
_CLAIM = timedelta(minutes=1)  # longer than any call of the gateway: of two workers one asks
_PAUSE = timedelta(minutes=5)  # after which what failed for now is tried again


def send_refund(*, refund_id: int) -> None:
    """Asks the gateway for this money to go back, and writes down that it did. Nothing happens while somebody else is
    at it. An outcome that is unknown, now or from an earlier try, is asked about before anything is tried again."""
    refund = _claimed(refund_id)
    if refund is None:
        return
    try:
        is_done = (refund.tries > 1 and _has_gone_back(refund)) or _ask(refund) or _has_gone_back(refund)
    except Refused as refusal:
        _fail(refund, refusal.code)
    except Unavailable as fault:
        logger.warning("refund %s: its outcome is not known: %s", refund.out_request_no, fault)
    else:
        if is_done:
            finish(refund)


def send_waiting_refunds() -> None:
    """Those whose task was lost, or whose outcome is not known. One that fails does not keep the others waiting."""
    late = Refund.objects.waiting().filter(_not_tried_since(timezone.now() - _PAUSE)).order_by("pk")
    for refund_id in list(late.values_list("pk", flat=True)[:AT_A_TIME]):
        try:
            send_refund(refund_id=refund_id)
        except Exception:
            logger.exception("the refund %d could not be sent", refund_id)


def try_again(*, refund_id: int) -> bool:
    """Staff want a refund tried that the gateway refused. False when there is nothing to try."""
    failed = in_state(Refund.objects.all(), refund_id, [Refund.Status.FAILED])
    with transaction.atomic():
        if not failed.update(status=Refund.Status.ASKED, tried_at=None):
            return False
        transaction.on_commit(lambda: hand_over(refund_id))
    return True


def finish(refund: Refund) -> None:
    """The money went back: once, whoever says so."""
    with transaction.atomic():
        open_still = in_state(Refund.objects.all(), refund.pk, [Refund.Status.ASKED, Refund.Status.FAILED])
        if not open_still.update(status=Refund.Status.DONE, done_at=timezone.now(), code=""):
            return
        note = note_refund if refund.payment and refund.payment.is_usable else note_return
        note(key=f"refund:{refund.out_request_no}", order_number=refund.order.number, amount=refund.amount)
        tell(refund)
    logger.info("refund %s: %s yuan went back", refund.out_request_no, refund.amount)


def _claimed(refund_id: int) -> Refund | None:
    now = timezone.now()
    free = Refund.objects.exclude(payment=None).filter(_not_tried_since(now - _CLAIM))
    if not in_state(free, refund_id, [Refund.Status.ASKED]).update(tried_at=now, tries=F("tries") + 1):
        return None
    return Refund.objects.select_related("payment", "order").get(pk=refund_id)


def _not_tried_since(moment: datetime) -> Q:
    return Q(tried_at=None) | Q(tried_at__lte=moment)


def _ask(refund: Refund) -> bool:
    return alipay.refund(
        trade_number=_trade_number(refund),
        out_request_no=refund.out_request_no,
        amount=refund.amount,
        reason=refund.reason,
    )


def _has_gone_back(refund: Refund) -> bool:
    gone = alipay.ask_refund(trade_number=_trade_number(refund), out_request_no=refund.out_request_no)
    if gone not in (None, refund.amount):
        logger.error("refund %s: %s yuan went back instead of %s", refund.out_request_no, gone, refund.amount)
    return gone == refund.amount


def _trade_number(refund: Refund) -> str:
    """Only what was paid is given back: there is one."""
    return (refund.payment and refund.payment.trade_number) or ""


def _fail(refund: Refund, code: str) -> None:
    asked = in_state(Refund.objects.all(), refund.pk, [Refund.Status.ASKED])
    if asked.update(status=Refund.Status.FAILED, code=code):
        logger.error("refund %s: the gateway refused: %s", refund.out_request_no, code)
