"""The address of the visitor, behind as many reverse proxies as we run ourselves."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

_IPV6_NETWORK_BITS = 64  # one subscriber gets a /64; counting single addresses would count nothing


def client_address(request: HttpRequest) -> str:
    """The visitor's IPv4 address, or their IPv6 /64 network, to count requests by.

    X-Forwarded-For is read from the right, TRUSTED_PROXY_COUNT entries; what a visitor adds on the left is ignored.
    """
    remote = request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 - a unix socket has no address
    hops = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    candidate = forwarded[-hops] if hops and len(forwarded) >= hops else remote
    try:
        address = ip_address(candidate)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        network = int(address) >> (128 - _IPV6_NETWORK_BITS) << (128 - _IPV6_NETWORK_BITS)
        return f"{IPv6Address(network)}/{_IPV6_NETWORK_BITS}"
    return str(address)
