"""The database from DATABASE_URL: MySQL (or MariaDB) as a shop needs it, SQLite for a start anywhere."""

from importlib.util import find_spec
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from .env import env

_REPLICA_TIMEOUT = 1  # seconds: when a replica takes longer, the primary is asked
_MYSQL_OPTIONS = {
    "charset": "utf8mb4",
    "collation": "utf8mb4_unicode_ci",
    "isolation_level": "read committed",
    "sql_mode": "STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO",
    "connect_timeout": 3,  # seconds
}
_SQLITE_OPTIONS = {
    "timeout": 20,  # seconds that a writer waits for another one
    "transaction_mode": "IMMEDIATE",  # a transaction that will write takes its lock at the start
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def database(default_url: str) -> dict[str, Any]:
    """Django's settings for the database that DATABASE_URL names.

    Options in the URL, such as ?unix_socket=/run/mysqld/mysqld.sock, come on top of ours. Raises
    ImproperlyConfigured when the URL names another kind of database, or when the driver of MySQL is missing.
    """
    given: dict[str, Any] = dict(env.db("DATABASE_URL", default=default_url))
    if given["ENGINE"] == "django.db.backends.mysql":
        return _mysql(given)
    if given["ENGINE"] == "django.db.backends.sqlite3":
        return {**given, "OPTIONS": {**_SQLITE_OPTIONS, **given.get("OPTIONS", {})}}
    raise ImproperlyConfigured("DATABASE_URL has to start with mysql:// or sqlite://; see .env.example.")


def _mysql(given: dict[str, Any]) -> dict[str, Any]:
    if find_spec("MySQLdb") is None:
        raise ImproperlyConfigured(
            "DATABASE_URL names MySQL, but its driver mysqlclient is not installed. Install its headers "
            "(Debian: default-libmysqlclient-dev pkg-config gcc python3-dev), "
            "then run: pip install -r requirements-prod.txt"
        )
    return {
        **given,
        "ENGINE": "meiduo_mall.primary.mysql",
        "OPTIONS": {**_MYSQL_OPTIONS, **given.get("OPTIONS", {})},
        "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", default=60),  # seconds
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"CHARSET": "utf8mb4", "COLLATION": "utf8mb4_unicode_ci"},
    }


def replicas(primary: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Django's settings for the replicas that REPLICA_DATABASE_URLS names, as replica1, replica2, …

    Raises ImproperlyConfigured when one of them, or the primary, is no MySQL.
    """
    urls = env.list("REPLICA_DATABASE_URLS", default=[])
    if urls and not primary["ENGINE"].endswith("mysql"):
        raise ImproperlyConfigured("REPLICA_DATABASE_URLS is set, but DATABASE_URL names a database without replicas.")
    return {f"replica{number}": _replica(url) for number, url in enumerate(urls, start=1)}


def _replica(url: str) -> dict[str, Any]:
    given: dict[str, Any] = dict(env.db_url_config(url))
    if given["ENGINE"] != "django.db.backends.mysql":
        raise ImproperlyConfigured("REPLICA_DATABASE_URLS has to list addresses that start with mysql://.")
    timeouts = {"connect_timeout": _REPLICA_TIMEOUT, "read_timeout": _REPLICA_TIMEOUT}
    settings = _mysql({**given, "OPTIONS": {**timeouts, **given.get("OPTIONS", {})}})
    return {**settings, "ENGINE": "meiduo_mall.replica.backend", "TEST": {"MIRROR": "default"}}
