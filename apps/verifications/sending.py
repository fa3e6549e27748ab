"""SMS through the gateway: counted, and stopped by a breaker while the provider fails."""

import logging
from collections.abc import Sequence

from django.conf import settings
from redis.exceptions import RedisError

from . import sms_store
from .sms_gateways import Sent, SmsRefused, SmsUnanswered, SmsUnavailable, gateway, provider

logger = logging.getLogger(__name__)

PRICE_UNITS = 10_000  # in one yuan


def send_sms(mobile: str, template: str, params: Sequence[str]) -> Sent:
    """As Gateway.send. Raises SmsUnavailable without a call while the breaker is open.

    Five failures in a row within a minute open it for a minute: calls that did not reach the provider, were turned
    away, or got no answer. A refusal is an answer.
    """
    name = provider()
    if not sms_store.may_call(name):
        raise SmsUnavailable("the breaker is open")
    try:
        sent = gateway().send(mobile, template, params)
    except SmsUnavailable:
        _note(name, failed=True)
        raise
    except SmsUnanswered:  # it may have been sent, and then it costs
        _note(name, failed=True, outcome="unclear")
        raise
    except SmsRefused:
        _note(name, failed=False)
        raise
    _note(name, failed=False, outcome="sent")
    return sent


def _note(name: str, *, failed: bool, outcome: sms_store.Outcome | None = None) -> None:
    """Never changes what the caller learns: the SMS is sent or not, whether it could be counted or not."""
    price = round(settings.SMS_PRICE_YUAN * PRICE_UNITS)
    try:
        change = sms_store.note_call(name, failed=failed, outcome=outcome, price=price)
    except RedisError:
        logger.exception("a call of the SMS provider could not be counted")
        return
    if change == "opened":
        logger.error("the SMS provider %s fails; nothing is sent for %d s", name, sms_store.OPEN_SECONDS)
    elif change == "closed":
        logger.warning("the SMS provider %s answers again", name)
