"""Every check, registered by being imported, in the order in which they run."""

# isort: off
from . import environment, database, migrations, redis_servers, clocks, workers, folders, static_files, search
from . import alipay, mail, sms, people
# isort: on

__all__ = (
    "alipay",
    "clocks",
    "database",
    "environment",
    "folders",
    "mail",
    "migrations",
    "people",
    "redis_servers",
    "search",
    "sms",
    "static_files",
    "workers",
)
