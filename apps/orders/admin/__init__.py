"""Orders in the admin: found, read, shipped, cancelled while unpaid, and taken out as sheets."""

from . import orders as orders
