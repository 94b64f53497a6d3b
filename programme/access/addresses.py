"""Where a request comes from, as far as its proxies can be believed."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 - nobody listens on it: a request without an address


def client_address(request: HttpRequest) -> str:
    """The address of the client: what the last trusted proxy saw, no forged header.

    Each of the `TRUSTED_PROXIES` in front of the site adds to X-Forwarded-For whom it
    heard from; what stands before those entries was written by the client itself.
    """
    told = request.headers.get("X-Forwarded-For", "").split(",")
    believed = told[-settings.TRUSTED_PROXIES :] if settings.TRUSTED_PROXIES else []
    direct = request.META.get("REMOTE_ADDR", "")
    if not believed or len(believed) < settings.TRUSTED_PROXIES:
        return _as_address(direct) or UNKNOWN
    return _as_address(believed[0].strip()) or _as_address(direct) or UNKNOWN


def network_of(address: str) -> str:
    """What counts as one place: an IPv4 address, or the /64 of an IPv6 one."""
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def _as_address(text: str) -> str:
    """The text as an address is written, or empty if it is none."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""
