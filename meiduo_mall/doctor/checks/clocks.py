"""Whether this host, the database and Redis agree on what time it is."""

from collections.abc import Iterator

from meiduo_mall.doctor.findings import Finding, error, fine, warning
from meiduo_mall.doctor.registry import Mall, check

from .redis_servers import servers

_NOTED = 2  # seconds apart: a warning
_WRONG = 20  # seconds apart: codes of authenticators and signatures of providers fail
_DO = "Run NTP (chrony or systemd-timesyncd) on all hosts, and look at `timedatectl`."


@check("clock.database", needs="database.answers")
def database_clock(mall: Mall) -> Iterator[Finding]:
    if mall.connection.vendor != "mysql":
        yield fine("SQLite has no clock of its own.")
        return
    with mall.connection.cursor() as cursor:
        cursor.execute("SELECT UNIX_TIMESTAMP(NOW(6))")
        yield _compared("the database", float(cursor.fetchone()[0]), mall.now())


@check("clock.redis", needs="redis.answers")
def redis_clock(mall: Mall) -> Iterator[Finding]:
    for server in servers():
        with server.client() as client:
            seconds, microseconds = client.time()
        yield _compared(f"Redis ({', '.join(server.purposes)})", seconds + microseconds / 1e6, mall.now())


def _compared(name: str, there: float, here: float) -> Finding:
    apart = there - here
    if abs(apart) <= _NOTED:
        return fine(f"The clock of {name} agrees with that of this host.")
    what = f"The clock of {name} is {abs(apart):.0f} seconds {'ahead of' if apart > 0 else 'behind'} that of this host."
    why = "Orders close too early or too late, codes of authenticators are refused, and timelines are out of order."
    return (error if abs(apart) > _WRONG else warning)(what, why, _DO)
