"""MySQL or MariaDB: mode, isolation, text, connections, safety of what was written."""

from collections.abc import Iterable, Iterator
from functools import wraps

from meiduo_mall.doctor.findings import Finding, error, fine, warning
from meiduo_mall.doctor.registry import Examine, Mall, check

_STRICT = {"STRICT_TRANS_TABLES", "STRICT_ALL_TABLES"}
_CNF = "see deploy/mysql/mall.cnf"
_LEAST_PACKET = 16 << 20  # bytes: a copy of somebody's data is one value
_BUSY = 0.85  # of max_connections


def _on_mysql(examine: Examine) -> Examine:
    """SQLite has none of what these look at."""

    @wraps(examine)
    def examine_mysql(mall: Mall) -> Iterable[Finding]:
        return examine(mall) if mall.connection.vendor == "mysql" else [fine("SQLite has no such setting.")]

    return examine_mysql


@check("database.answers")
def answers(mall: Mall) -> Iterator[Finding]:
    connection = mall.connection
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as failure:  # also what the driver does not dress up
        said = next(iter(str(failure).splitlines()), "")[:200]
        what = f"The database does not answer: {type(failure).__name__}: {said}"
        yield error(what, "Nothing works without it.", "Start it; look at DATABASE_URL, its user and the firewall.")
        return
    yield fine(f"{_variables(mall)['version']} answers." if connection.vendor == "mysql" else "SQLite answers.")


@check("database.kind")
def kind(mall: Mall) -> Iterator[Finding]:
    if mall.is_production and mall.connection.vendor != "mysql":
        why = "It has one writer at a time, and lives on one host."
        yield error("The database is SQLite.", why, "Set DATABASE_URL to mysql://…")
    else:
        yield fine(f"The database is {'SQLite' if mall.connection.vendor == 'sqlite' else 'MySQL or MariaDB'}.")


@check("database.mode", needs="database.answers")
@_on_mysql
def mode(mall: Mall) -> Iterator[Finding]:
    ours, everybody = (set(_variables(mall, scope)["sql_mode"].split(",")) for scope in ("SESSION", "GLOBAL"))
    if not ours & _STRICT:
        why = "Texts are cut and numbers bent to fit, without an error: a price becomes another price."
        yield error("The mall's connections are not strict.", why, "Take sql_mode out of DATABASE_URL.")
    elif not everybody & _STRICT:
        why = "The mall asks for a strict mode, but whoever repairs rows by hand, or restores, does not get it."
        yield warning(
            "The server's own sql_mode is not strict.", why, f"Set sql-mode with STRICT_TRANS_TABLES; {_CNF}."
        )
    else:
        yield fine("sql_mode is strict.")


@check("database.isolation", needs="database.answers")
@_on_mysql
def isolation(mall: Mall) -> Iterator[Finding]:
    ours, everybody = (_isolation_of(_variables(mall, scope)) for scope in ("SESSION", "GLOBAL"))
    if ours != "READ-COMMITTED":
        why = "Guarded updates and locks are written for READ COMMITTED: under others, orders wait and deadlock."
        yield error(f"The mall's connections run {ours}.", why, "Take isolation_level out of DATABASE_URL.")
    elif everybody != "READ-COMMITTED":
        why = "The mall asks for READ COMMITTED itself; people at a prompt lock more rows than they know."
        yield warning(f"The server's own isolation is {everybody}.", why, f"Set transaction-isolation; {_CNF}.")
    else:
        yield fine("Transactions are READ COMMITTED.")


@check("database.text", needs="database.answers")
@_on_mysql
def text(mall: Mall) -> Iterator[Finding]:
    server = _variables(mall, "GLOBAL")
    ours = _variables(mall)["collation_connection"]
    name = mall.connection.settings_dict["NAME"]
    with mall.connection.cursor() as cursor:
        cursor.execute(
            "SELECT default_character_set_name FROM information_schema.schemata WHERE schema_name=%s", [name]
        )
        database = cursor.fetchone()[0]
        cursor.execute(
            "SELECT table_name, table_collation, engine FROM information_schema.tables "
            "WHERE table_schema=%s AND table_type='BASE TABLE' ORDER BY table_name",
            [name],
        )
        tables = cursor.fetchall()
    found = [*_of_server(server, database), *_of_tables(tables, ours)]
    yield from found or [fine(f"Server, database and {len(tables)} tables are utf8mb4.")]


def _of_server(server: dict[str, str], database: str) -> Iterator[Finding]:
    if database != "utf8mb4":
        why = "New tables cannot hold rare characters and emoji: names of people are refused."
        do = "Run: ALTER DATABASE … CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"
        yield error(f"The database's character set is {database}.", why, do)
    if server["character_set_server"] != "utf8mb4":
        what = f"The server's character set is {server['character_set_server']}."
        yield warning(what, "A database made anew, or restored, gets it.", f"Set character-set-server; {_CNF}.")


def _of_tables(tables: list[tuple[str, str, str]], collation: str) -> Iterator[Finding]:
    narrow = [name for name, theirs, _engine in tables if not theirs.startswith("utf8mb4")]
    if narrow:
        what = f"{len(narrow)} tables are not utf8mb4, the first is {narrow[0]}."
        do = "Run for each: ALTER TABLE … CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"
        yield error(what, "They refuse rare characters and emoji.", do)
    others = [name for name, theirs, _engine in tables if theirs != collation and name not in narrow]
    if others:
        what = f"{len(others)} tables have another collation than {collation}, the first is {others[0]}."
        why = "Comparing texts of two tables fails (Illegal mix of collations), and names that differ may count as one."
        yield warning(what, why, f"Run for each: ALTER TABLE … CONVERT TO CHARACTER SET utf8mb4 COLLATE {collation}")
    unsafe = [name for name, _theirs, engine in tables if engine != "InnoDB"]
    if unsafe:
        what = f"{len(unsafe)} tables are not InnoDB, the first is {unsafe[0]}."
        yield error(what, "They have no transactions: half an order may be written.", "ALTER TABLE … ENGINE=InnoDB")


@check("database.time_zones", needs="database.answers")
@_on_mysql
def time_zones(mall: Mall) -> Iterator[Finding]:
    with mall.connection.cursor() as cursor:
        cursor.execute("SELECT CONVERT_TZ('2026-01-01 00:00:00', 'UTC', 'Asia/Shanghai')")
        is_known = cursor.fetchone()[0] is not None
    if is_known:
        yield fine("The server knows time zones.")
    else:
        why = "The mall does without them; queries by day of people and of reports that you add fail or are empty."
        yield warning(
            "The time zone tables are empty.", why, "mariadb-tzinfo-to-sql /usr/share/zoneinfo | mariadb mysql"
        )


@check("database.connections", needs="database.answers")
@_on_mysql
def connections(mall: Mall) -> Iterator[Finding]:
    most = int(_variables(mall)["max_connections"])
    with mall.connection.cursor() as cursor:
        cursor.execute("SHOW GLOBAL STATUS LIKE 'Max_used_connections'")
        used = int(cursor.fetchone()[1])
    if most < mall.connections:
        what = f"The server allows {most} connections, and our processes may want {mall.connections}."
        why = "Under load some visitors get a 503."
        do = "Raise max_connections, or say with --connections how many threads and workers there really are."
        yield error(what, why, do)
    elif used > _BUSY * most:
        what = f"Once {used} of {most} connections were in use."
        yield warning(what, "The next rush may find none.", "Raise max_connections, or run fewer threads.")
    else:
        yield fine(f"At most {used} of {most} connections were in use; our processes may want {mall.connections}.")


@check("database.safety", needs="database.answers")
@_on_mysql
def safety(mall: Mall) -> Iterator[Finding]:
    found = list(_dangers(_variables(mall, "GLOBAL"), is_production=mall.is_production))
    yield from found or [fine("What was committed is safe, as far as this mall needs it.")]


def _dangers(server: dict[str, str], *, is_production: bool) -> Iterator[Finding]:
    if int(server["max_allowed_packet"]) < _LEAST_PACKET:
        what = f"max_allowed_packet is {int(server['max_allowed_packet']) >> 20} MB."
        why = "Copies of people's data, and restoring a back-up, may fail."
        yield warning(what, why, f"Set max-allowed-packet = 16M; {_CNF}.")
    if not is_production:
        return
    if server["innodb_flush_log_at_trx_commit"] != "1":
        why = "A power cut loses orders that were confirmed, and payments that were taken."
        yield error("Commits do not wait for the disk.", why, f"Set innodb-flush-log-at-trx-commit = 1; {_CNF}.")
    if server["log_bin"] != "ON":
        why = "After a loss you get back the last back-up only, not the hours since then."
        yield warning("There is no binary log.", why, f"Set log-bin; {_CNF}.")
    elif server["sync_binlog"] != "1":
        why = "After a power cut, replicas and the binary log may lack the last orders."
        yield warning("The binary log does not wait for the disk.", why, f"Set sync-binlog = 1; {_CNF}.")


def _isolation_of(variables: dict[str, str]) -> str:
    """MySQL 8 and MariaDB 11 have it under another name than MariaDB 10."""
    return variables.get("transaction_isolation") or variables["tx_isolation"]


def _variables(mall: Mall, scope: str = "SESSION") -> dict[str, str]:
    with mall.connection.cursor() as cursor:
        cursor.execute(f"SHOW {scope} VARIABLES")
        return {str(name).lower(): str(value) for name, value in cursor.fetchall()}
