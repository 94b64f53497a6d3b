"""How often anybody may try a password, a code or a link; who succeeds never counts.

A failure from a browser that its person has used before counts against that browser
alone. Any other counts against the username and against the address, so that guessing
from a thousand addresses is stopped while the person's own browser still gets in.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils.timezone import now

from programme.access.addresses import client_address, network_of
from programme.access.devices import device_of
from programme.access.digests import digest_of, digest_of_name
from programme.models import FailedAttempt

Kind = FailedAttempt.Kind


class TooManyAttempts(Exception):
    """Too many failures: `seconds` says after how many to try again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def begin_attempt(request: HttpRequest, kind: str, username: str = "") -> FailedAttempt:
    """An attempt, written down as a failure until it is forgiven: `delete()`.

    Written before it is looked at, so that many at once are no more than many in a
    row. Raises TooManyAttempts.
    """
    prune_attempts()
    attempt = FailedAttempt.objects.create(
        kind=kind,
        name=digest_of_name(username) if username else "",
        address=digest_of("address", network_of(client_address(request))),
        device=device_of(request, username) if username else "",
    )
    seconds = max((_wait(attempt, *bucket) for bucket in _buckets(attempt)), default=0)
    if seconds:
        attempt.delete()
        raise TooManyAttempts(seconds)
    return attempt


def forgive_attempts(request: HttpRequest, username: str) -> None:
    """Forget the failures of a person who has got in, from where they got in."""
    name, device = digest_of_name(username), device_of(request, username)
    address = digest_of("address", network_of(client_address(request)))
    here = Q(device="", address=address)
    if device:
        here |= Q(device=device)
    FailedAttempt.objects.filter(here, name=name).delete()


def prune_attempts() -> None:
    """Forget what is too old to count."""
    windows = [
        window for kind in settings.THROTTLE.values() for _, window in kind.values()
    ]
    oldest = now() - timedelta(seconds=max(windows))
    FailedAttempt.objects.filter(at__lt=oldest).delete()


def _buckets(attempt: FailedAttempt) -> Iterator[tuple[dict[str, str], int, int]]:
    """What the attempt counts against: its rows, how many, in how many seconds."""
    limits = settings.THROTTLE[attempt.kind]
    if attempt.device:
        yield {"device": attempt.device}, *limits["device"]
        return
    if attempt.name:
        yield {"name": attempt.name, "device": ""}, *limits["name"]
    yield {"address": attempt.address, "device": ""}, *limits["address"]


def _wait(attempt: FailedAttempt, rows: dict[str, str], limit: int, window: int) -> int:
    """Seconds until this bucket lets another attempt through; 0 if it does now."""
    counted = FailedAttempt.objects.filter(
        kind=attempt.kind, at__gt=attempt.at - timedelta(seconds=window), **rows
    )
    latest = counted.order_by("-at", "-pk").values_list("at", flat=True)
    beyond: list[datetime] = list(latest[limit : limit + 1])
    if not beyond:
        return 0
    free = beyond[0] + timedelta(seconds=window)
    return max(ceil((free - attempt.at).total_seconds()), 1)
