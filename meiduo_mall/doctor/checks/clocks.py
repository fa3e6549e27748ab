"""Whether this host, the database and Redis agree on what time it is."""

from collections.abc import Iterator

from meiduo_mall.doctor.findings import Finding, error, fine, warning
from meiduo_mall.doctor.registry import Mall, check

from .redis_servers import servers

_NOTED = 2  # seconds apart: a warning
_WRONG = 20  # seconds apart: codes of authenticators and signatures of providers fail
#: Seconds apart from Redis: workers note by their own clocks what they hold (celery_tasks/restoring.py).
_LEASE_IN_DANGER = 4
_DO = "Run NTP (chrony or systemd-timesyncd) on all hosts, and look at `timedatectl`."


@check("clock.database", needs="database.answers")
def database_clock(mall: Mall) -> Iterator[Finding]:
    if mall.connection.vendor != "mysql":
        yield fine("SQLite has no clock of its own.")
        return
    with mall.connection.cursor() as cursor:
        cursor.execute("SELECT UNIX_TIMESTAMP(NOW(6))")
        there = float(cursor.fetchone()[0])
    why = "Orders close too early or too late, codes of authenticators are refused, and timelines are out of order."
    yield _compared("the database", there - mall.now(), wrong=_WRONG, why=why)


@check("clock.redis", needs="redis.answers")
def redis_clock(mall: Mall) -> Iterator[Finding]:
    for server in servers():
        with server.client() as client:
            seconds, microseconds = client.time()
        apart = seconds + microseconds / 1e6 - mall.now()
        why = "A worker whose clock is ahead takes the others for dead, and runs their tasks again: mail goes twice."
        yield _compared(f"Redis ({', '.join(server.purposes)})", apart, wrong=_LEASE_IN_DANGER, why=why)


def _compared(name: str, apart: float, *, wrong: float, why: str) -> Finding:
    """`apart`: seconds that it is ahead of this host."""
    if abs(apart) <= _NOTED:
        return fine(f"The clock of {name} agrees with that of this host.")
    what = f"The clock of {name} is {abs(apart):.0f} seconds {'ahead of' if apart > 0 else 'behind'} that of this host."
    return (error if abs(apart) > wrong else warning)(what, why, _DO)
