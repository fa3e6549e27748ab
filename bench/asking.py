"""The mall with leases of no time: Redis is asked for what was given up of the pages on every page."""

from meiduo_mall.wsgi import application
from utils.page_cache import expiries

expiries.LEASE = 0.0

__all__ = ["application"]
