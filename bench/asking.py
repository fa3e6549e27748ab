"""The mall with leases of no time: Redis is asked for the version of the pages on every page."""

from meiduo_mall.wsgi import application
from utils.page_cache import version

version.LEASE = 0.0

__all__ = ["application"]
