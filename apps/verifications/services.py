"""Captchas and SMS codes: made, sent, used up. Knows mobile numbers, not people: every mobile is treated alike."""

import logging
import secrets
from functools import cache

from captcha.audio import AudioCaptcha
from captcha.image import ImageCaptcha
from django.conf import settings
from django.utils.crypto import salted_hmac
from itsdangerous import BadData, URLSafeTimedSerializer
from kombu.exceptions import OperationalError

from celery_tasks.sms.tasks import send_code as send_code_task
from utils.logs import mask_mobile
from utils.refusals import WaitFirst

from . import store
from .alarms import tell_of_budget
from .purposes import Purpose
from .sending import send_sms
from .sms_gateways import SmsRefused as SmsRefused  # what deliver_code raises
from .sms_gateways import SmsUnavailable as SmsUnavailable

logger = logging.getLogger(__name__)

CODE_MINUTES = store.CODE_SECONDS // 60

#: Without the characters that look alike in a picture: 0 O, 1 I L.
_CAPTCHA_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CAPTCHA_LENGTH = 4
_CAPTCHA_ID_SECONDS = 24 * 3600


class CaptchaUnknown(Exception):
    """The id was not made by us, or long ago."""


class CaptchaWrong(Exception):
    """The text does not match, or the captcha was used or has expired. The captcha is used up."""


class TooManyRequests(WaitFirst):
    """Asked too often; `wait_seconds` until asking again makes sense, 0 for "tomorrow"."""


class SentTooRecently(TooManyRequests):
    """This mobile was sent a code less than a minute ago."""


class SendingUnavailable(Exception):
    """No code can be sent right now; the mobile may ask again at once."""


class CodeRejected(Exception):
    """The code does not open anything."""


class CodeWrong(CodeRejected):
    """Not the code that was sent; more tries are left."""


class CodeTriedTooOften(WaitFirst, CodeRejected):
    """Too many codes were tried from this address; the code was not looked at."""


class CodeExpired(CodeRejected):
    """There is no code for this mobile and purpose: never sent, used, too old, or tried wrongly too often."""


def new_captcha_id() -> str:
    """An id that only this mall can have made."""
    return _ids().dumps(secrets.token_urlsafe(12))


def draw_captcha(captcha_id: str, *, address: str) -> bytes:
    """A PNG with a new text for this id. Raises CaptchaUnknown or TooManyRequests."""
    _check_id(captcha_id)
    text = _new_text()
    wait = store.note_captcha(captcha_id, text, address=address)
    if wait:
        raise TooManyRequests(wait)
    return _painter().generate(text).getvalue()


def speak_captcha(captcha_id: str, *, address: str) -> bytes:
    """A WAV that spells the text of this id's picture. Raises CaptchaUnknown or TooManyRequests."""
    _check_id(captcha_id)
    text, wait = store.captcha_to_speak(captcha_id, _new_text(), address=address)
    if wait:
        raise TooManyRequests(wait)
    return bytes(_speaker().generate(text))


def send_code(*, purpose: Purpose, mobile: str, captcha_id: str, captcha: str, address: str) -> int:
    """Sends a six-digit code by SMS and returns the seconds until this mobile may ask for the next one.

    Two Redis round trips: the store decides and writes in one, the broker takes the task in the other.
    The captcha is used up either way. Raises CaptchaWrong, SentTooRecently, TooManyRequests or SendingUnavailable.
    """
    code = f"{secrets.randbelow(1_000_000):06d}"
    receipt = store.accept_code(
        captcha_id=captcha_id,
        captcha=captcha.strip().upper(),
        purpose=purpose,
        mobile=mobile,
        code_hash=_code_hash(purpose, mobile, code),
        address=address,
    )
    if receipt.alarm:
        tell_of_budget(receipt.alarm)
    match receipt.outcome:
        case "accepted":
            _hand_over(purpose=purpose, mobile=mobile, code=code)
            return receipt.wait_seconds
        case "captcha":
            raise CaptchaWrong
        case "too_soon":
            raise SentTooRecently(receipt.wait_seconds)
        case "total" | "breaker":
            logger.warning("no SMS code is sent now: %s", receipt.outcome)
            raise SendingUnavailable
        case _:
            raise TooManyRequests


def use_code(*, purpose: Purpose, mobile: str, code: str, address: str) -> None:
    """Uses up the code: of any number of callers with the right code exactly one returns.

    Raises CodeWrong, CodeExpired or CodeTriedTooOften.
    """
    wait = store.count_code_try(address)
    if wait:
        raise CodeTriedTooOften(wait)
    outcome = store.take_code(purpose=purpose, mobile=mobile, code_hash=_code_hash(purpose, mobile, code))
    if outcome == "wrong":
        raise CodeWrong
    if outcome != "taken":
        raise CodeExpired


def deliver_code(*, purpose: str, mobile: str, code: str) -> None:
    """Gives the code to the SMS provider. Runs in a worker; raises SmsRefused or SmsUnavailable."""
    sent = send_sms(mobile, "code", [code, str(CODE_MINUTES)])
    logger.info("SMS code for %s sent to %s as %s", purpose, mask_mobile(mobile), sent.id)


def release_send_flag(*, mobile: str) -> None:
    """The provider could not send: the shopper may ask again without waiting."""
    store.forget_sending(mobile)


def forget_mobile(*, mobile: str) -> None:
    """Codes, flags and counters of this mobile are gone, as if it had never asked for anything."""
    store.forget_mobile(mobile)


def _hand_over(*, purpose: Purpose, mobile: str, code: str) -> None:
    try:
        send_code_task.delay(mobile=mobile, code=code, purpose=str(purpose))
    except OperationalError:
        logger.exception("the broker took no SMS task")
        store.forget_sending(mobile)
        raise SendingUnavailable from None


def _code_hash(purpose: str, mobile: str, code: str) -> str:
    return salted_hmac("verifications.code", f"{purpose}:{mobile}:{code}", algorithm="sha256").hexdigest()


def _check_id(captcha_id: str) -> None:
    try:
        _ids().loads(captcha_id, max_age=_CAPTCHA_ID_SECONDS)
    except BadData:
        raise CaptchaUnknown from None


def _ids() -> URLSafeTimedSerializer:
    keys = [*reversed(settings.SECRET_KEY_FALLBACKS), settings.SECRET_KEY]
    return URLSafeTimedSerializer(keys, salt="verifications.captcha")


def _new_text() -> str:
    return "".join(secrets.choice(_CAPTCHA_ALPHABET) for _ in range(_CAPTCHA_LENGTH))


@cache
def _painter() -> ImageCaptcha:
    return ImageCaptcha(width=160, height=60)


@cache
def _speaker() -> AudioCaptcha:
    return AudioCaptcha()
