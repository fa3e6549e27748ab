"""Every check, registered by being imported, in the order in which they run."""

# isort: off
from . import environment, database, replicas, migrations, redis_servers, clocks, workers
from . import folders, backups, fastdfs, static_files, search, alipay, mail, sms, people
# isort: on

__all__ = (
    "alipay",
    "backups",
    "clocks",
    "database",
    "environment",
    "fastdfs",
    "folders",
    "mail",
    "migrations",
    "people",
    "redis_servers",
    "replicas",
    "search",
    "sms",
    "static_files",
    "workers",
)
