"""Captchas, SMS codes and their counters in Redis ("codes"): the only module that knows these keys and expiry times.
Those of the sending are in sms_store.py.

captcha:<id>                    text of a captcha                   300 s, one try
sms:code:<purpose>:<mobile>     hash of a code, wrong tries         300 s, five wrong tries
sms:sent:<mobile>               a code has just been sent           60 s
sms:day:<who>:<date>            codes sent on a day                 two days
throttle:captcha:<address>      captchas drawn for an address       60 s
throttle:captcha-audio:<address> captchas spoken to an address      10 min
throttle:code:<address>         codes tried from an address         15 min
"""

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.timezone import localdate
from django_redis import get_redis_connection

from utils.throttle import Throttle, enter

from . import sms_store
from .purposes import Purpose
from .sms_gateways import provider

CAPTCHA_SECONDS = 300
CODE_SECONDS = 300
SEND_INTERVAL_SECONDS = 60
MAX_WRONG_TRIES = 5
_DAY_KEY_SECONDS = 2 * 24 * 3600

PICTURES = Throttle("captcha", limit=60, seconds=60)
RECORDINGS = Throttle("captcha-audio", limit=6, seconds=600)  # a program understands them; people need one or two
CODE_TRIES = Throttle("code", limit=10, seconds=900)


class Receipt(NamedTuple):
    """What became of a request for a code: `outcome` is "accepted", "captcha", "too_soon", "mobile", "address",
    "total" or "breaker"; `wait_seconds` says when asking again makes sense (0: at once, or only tomorrow). `alarm` is
    the percentage of the total that was reached by it, once a day for each, else 0."""

    outcome: str
    wait_seconds: int
    alarm: int = 0


# Decision and writes in one step on the server: two requests with one captcha, or two for one mobile, cannot both
# pass. A MULTI pipeline could not decide, and a check followed by a write would be a race and a further round trip.
_ACCEPT = (
    sms_store.PASSING
    + """
local function alarm(count)
  local reached = 0
  for i = 10, 11 do
    if count * 100 >= ARGV[8] * ARGV[i] and redis.call('SET', KEYS[i - 1], '1', 'NX', 'EX', ARGV[5]) then
      reached = tonumber(ARGV[i])
    end
  end
  return reached
end
local captcha = redis.call('GETDEL', KEYS[1])
if not captcha or captcha ~= ARGV[1] then return {'captcha', 0} end
local wait = redis.call('TTL', KEYS[2])
if wait > 0 then return {'too_soon', wait} end
local scopes = {'mobile', 'address', 'total'}
for i = 1, 3 do
  local count = tonumber(redis.call('GET', KEYS[3 + i]) or '0')
  if count >= tonumber(ARGV[5 + i]) then return {scopes[i], 0, i == 3 and alarm(count) or 0} end
end
if not may_pass(KEYS[7], KEYS[8], ARGV[9]) then return {'breaker', 0} end
redis.call('SET', KEYS[2], '1', 'EX', ARGV[3])
redis.call('DEL', KEYS[3])
redis.call('HSET', KEYS[3], 'hash', ARGV[2], 'tries', '0')
redis.call('EXPIRE', KEYS[3], ARGV[4])
for i = 1, 3 do
  redis.call('INCR', KEYS[3 + i])
  redis.call('EXPIRE', KEYS[3 + i], ARGV[5])
end
return {'accepted', tonumber(ARGV[3]), alarm(tonumber(redis.call('GET', KEYS[6])))}
"""
)

_TAKE = """
local stored = redis.call('HGET', KEYS[1], 'hash')
if not stored then return 'expired' end
if stored == ARGV[1] then
  redis.call('DEL', KEYS[1])
  return 'taken'
end
if redis.call('HINCRBY', KEYS[1], 'tries', 1) >= tonumber(ARGV[2]) then
  redis.call('DEL', KEYS[1])
  return 'exhausted'
end
return 'wrong'
"""


def _redis() -> Any:
    return get_redis_connection("codes")


def note_captcha(captcha_id: str, text: str, *, address: str) -> int:
    """Counts the drawing and keeps the text for one try. Returns the seconds to wait; then nothing is kept."""
    wait = enter(_redis(), (PICTURES, address))
    if not wait:
        _redis().set(_captcha_key(captcha_id), text, ex=CAPTCHA_SECONDS)
    return wait


def captcha_to_speak(captcha_id: str, fallback: str, *, address: str) -> tuple[str, int]:
    """The text drawn for this id (or the fallback, then kept, when none was drawn yet) and the seconds to wait."""
    wait = enter(_redis(), (RECORDINGS, address))
    if wait:
        return "", wait
    key = _captcha_key(captcha_id)
    with _redis().pipeline() as pipe:
        pipe.set(key, fallback, ex=CAPTCHA_SECONDS, nx=True)
        pipe.get(key)
        return pipe.execute()[-1].decode(), 0


def accept_code(*, captcha_id: str, captcha: str, purpose: str, mobile: str, code_hash: str, address: str) -> Receipt:
    """Uses up the captcha and, if everything allows it, writes code, send flag and counters: one round trip, all or
    nothing. A captcha is used up by a wrong try too."""
    today, sends_by = localdate(), provider()
    keys = [
        _captcha_key(captcha_id),
        _sent_key(mobile),
        _code_key(purpose, mobile),
        _day_key(mobile, today),
        _day_key(address, today),
        _day_key("total", today),
        sms_store.breaker_key(sends_by),
        sms_store.trial_key(sends_by, "web"),
        *sms_store.alarm_keys(today),
    ]
    arguments = [
        captcha,
        code_hash,
        SEND_INTERVAL_SECONDS,
        CODE_SECONDS,
        _DAY_KEY_SECONDS,
        settings.SMS_DAILY_CAP_PER_MOBILE,
        settings.SMS_DAILY_CAP_PER_ADDRESS,
        settings.SMS_DAILY_CAP_TOTAL,
        round(sms_store.TRIAL_SECONDS * 1000),
        *sms_store.ALARM_PERCENTS,
    ]
    outcome, *numbers = _redis().register_script(_ACCEPT)(keys=keys, args=arguments)
    return Receipt(outcome.decode(), *map(int, numbers))


def codes_asked_for(day: date) -> int:
    """Codes accepted on this day; the counter is kept for two."""
    return int(_redis().get(_day_key("total", day)) or 0)


def count_code_try(address: str) -> int:
    """Counts a try to use a code, right or wrong. Returns the seconds to wait; 0 when the address may try."""
    return enter(_redis(), (CODE_TRIES, address))


def take_code(*, purpose: str, mobile: str, code_hash: str) -> str:
    """Uses up a code. Returns "taken" to exactly one caller with the right code, else "wrong", "exhausted" (the fifth
    wrong try, the code is gone) or "expired" (there is none)."""
    keys = [_code_key(purpose, mobile)]
    return _redis().register_script(_TAKE)(keys=keys, args=[code_hash, MAX_WRONG_TRIES]).decode()


def forget_sending(mobile: str) -> None:
    """Lets the mobile ask for a code again at once: the last one could not be sent."""
    _redis().delete(_sent_key(mobile))


def forget_mobile(mobile: str) -> None:
    """Deletes every key that names this mobile."""
    days = (localdate(), localdate() - timedelta(days=1))
    codes = [_code_key(purpose, mobile) for purpose in Purpose]
    _redis().delete(_sent_key(mobile), *codes, *(_day_key(mobile, day) for day in days))


def _captcha_key(captcha_id: str) -> str:
    return f"captcha:{captcha_id}"


def _code_key(purpose: str, mobile: str) -> str:
    return f"sms:code:{purpose}:{mobile}"


def _day_key(who: str, day: date) -> str:
    return f"sms:day:{who}:{day.isoformat()}"


def _sent_key(mobile: str) -> str:
    return f"sms:sent:{mobile}"
