"""How the sending of SMS goes, in Redis ("codes"): breaker, alarms and spend. With store.py, which asks the breaker in
the script that accepts a request, the only module that knows these keys and expiry times.

sms:failures:<provider>         moments of its latest failures in a row     60 s
sms:breaker:<provider>          moment until which it is left alone         a day; open, and from that moment half open
sms:trial:<provider>:<who>      the one that tries a half-open provider     15 s; <who> is the web or a worker
sms:alarm:<date>:<percent>      this much of the cap of all SMS was told    two days
sms:spend:<date>                SMS by provider and outcome, their price    40 days

Moments are milliseconds of the server's clock, which all processes share.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from django.utils.timezone import localdate
from django_redis import get_redis_connection

FAILURES = 5
FAILURE_SECONDS = 60
OPEN_SECONDS = 60
TRIAL_SECONDS = 15  # longer than a call, so that a trial whose worker died holds nobody up for long
ALARM_PERCENTS = (80, 100)
_BREAKER_KEY_SECONDS = 24 * 3600
_SPEND_KEY_SECONDS = 40 * 24 * 3600

#: Whether a call may go through. Closed: all. Open: none. Half open: one, until it has ended or was given up.
PASSING = """
local function may_pass(breaker, trial, trial_milliseconds)
  local open_until = redis.call('GET', breaker)
  if not open_until then return true end
  local time = redis.call('TIME')
  if time[1] * 1000 + time[2] / 1000 < tonumber(open_until) then return false end
  return redis.call('SET', trial, '1', 'NX', 'PX', trial_milliseconds) and true or false
end
"""

_ASK = PASSING + "return may_pass(KEYS[1], KEYS[2], ARGV[1]) and 1 or 0"

# An answer of an open provider, to a call from before, closes nothing: the trial decides.
_NOTE = """
local failures, breaker, spend = KEYS[1], KEYS[2], KEYS[5]
local failed, limit, window, open_for = ARGV[1] == '1', tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if ARGV[6] ~= '' then
  redis.call('HINCRBY', spend, ARGV[6], 1)
  redis.call('HINCRBY', spend, ARGV[7], ARGV[8])
  redis.call('EXPIRE', spend, ARGV[9])
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local open_until = redis.call('GET', breaker)
local is_half_open = open_until and now >= tonumber(open_until)
if not failed then
  redis.call('DEL', failures)
  if not is_half_open then return '' end
  redis.call('DEL', breaker, KEYS[3], KEYS[4])
  return 'closed'
end
if open_until and not is_half_open then return '' end
if not open_until then
  redis.call('LPUSH', failures, string.format('%.0f', now))
  redis.call('LTRIM', failures, 0, limit - 1)
  redis.call('PEXPIRE', failures, window)
  local oldest = redis.call('LINDEX', failures, limit - 1)
  if not oldest or now - tonumber(oldest) > window then return '' end
end
redis.call('SET', breaker, string.format('%.0f', now + open_for), 'EX', ARGV[5])
redis.call('DEL', failures, KEYS[3], KEYS[4])
return 'opened'
"""

Outcome = Literal["sent", "unclear"]


class Breaker(NamedTuple):
    """`state` is "closed", "open" or "half open"; `wait_seconds` until an open one is tried again."""

    state: str
    wait_seconds: int


def breaker_key(provider: str) -> str:
    return f"sms:breaker:{provider}"


def trial_key(provider: str, who: str) -> str:
    return f"sms:trial:{provider}:{who}"


def alarm_keys(day: date) -> list[str]:
    return [f"sms:alarm:{day.isoformat()}:{percent}" for percent in ALARM_PERCENTS]


def may_call(provider: str) -> bool:
    """Whether a worker may call the provider now. A yes to a half-open one is a trial, which nobody else gets."""
    keys = [breaker_key(provider), trial_key(provider, "worker")]
    return bool(_redis().register_script(_ASK)(keys=keys, args=[round(TRIAL_SECONDS * 1000)]))


def note_call(provider: str, *, failed: bool, outcome: Outcome | None = None, price: int = 0) -> str:
    """Counts how a call ended, for the breaker and for the account: one step, all or nothing.

    The price is in 1/10,000 yuan and is counted when there is an outcome. Returns "opened" or "closed" when the
    breaker changed by it, else an empty text.
    """
    keys = [
        f"sms:failures:{provider}",
        breaker_key(provider),
        trial_key(provider, "worker"),
        trial_key(provider, "web"),
        _spend_key(localdate()),
    ]
    breaker = [int(failed), FAILURES, round(FAILURE_SECONDS * 1000), round(OPEN_SECONDS * 1000), _BREAKER_KEY_SECONDS]
    account = [f"{provider}:{outcome}" if outcome else "", f"{provider}:price", price, _SPEND_KEY_SECONDS]
    return str(_redis().register_script(_NOTE)(keys=keys, args=[*breaker, *account]).decode())


def breaker(provider: str) -> Breaker:
    """Its state now; looking changes nothing."""
    with _redis().pipeline() as pipe:
        pipe.get(breaker_key(provider))
        pipe.time()
        open_until, (seconds, microseconds) = pipe.execute()
    if open_until is None:
        return Breaker("closed", 0)
    wait = int(open_until) / 1000 - seconds - microseconds / 1_000_000
    return Breaker("open", -int(-wait // 1)) if wait > 0 else Breaker("half open", 0)


def spent(days: Sequence[date]) -> list[dict[str, int]]:
    """For each day what was counted: "<provider>:sent", "<provider>:unclear", "<provider>:price" (1/10,000 yuan)."""
    with _redis().pipeline() as pipe:
        for day in days:
            pipe.hgetall(_spend_key(day))
        return [{name.decode(): int(number) for name, number in counts.items()} for counts in pipe.execute()]


def _spend_key(day: date) -> str:
    return f"sms:spend:{day.isoformat()}"


def _redis() -> Any:
    return get_redis_connection("codes")
