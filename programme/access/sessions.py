"""The sessions of a person: how each began, and their end."""

from datetime import UTC, datetime, timedelta

from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.timezone import now

from programme.models import User

BEGAN = "began"  # when the session began, in seconds since 1970
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_factor(user: User | AnonymousUser) -> bool:
    """Whether the person has a second factor; recovery codes alone are none."""
    return Authenticator.objects.filter(user=user.pk, type__in=FACTORS).exists()


def used_factor(request: HttpRequest) -> bool:
    """Whether the person of this session has shown a second factor in it."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def last_shown(request: HttpRequest) -> float:
    """When the person last showed who they are, in seconds since 1970; 0 if never.

    Whoever has a second factor shows it; a password alone does not count then.
    """
    methods = {"mfa"} if has_factor(request.user) else {"mfa", "password"}
    records = get_authentication_records(request, request.user)
    return max((r["at"] for r in records if r["method"] in methods), default=0)


def record_shown(request: HttpRequest, method: str, **facts) -> None:
    """Note that the person has shown who they are, and give the session a new id."""
    record_authentication(request, request.user, method, **facts)
    renew_session(request)


def renew_session(request: HttpRequest) -> None:
    """Give the session a new id; the old one is dead."""
    before = request.session.session_key
    request.session.cycle_key()
    follow_session(request, before)


def follow_session(request: HttpRequest, before: str | None) -> None:
    """Let the list of sessions know the new id of this one."""
    listed = UserSession.objects.filter(session_key=before)
    listed.update(session_key=request.session.session_key)


def end_of(request: HttpRequest) -> datetime:
    """When this session ends, unless it is extended."""
    return request.session.get_expiry_date()


def last_end_of(request: HttpRequest) -> datetime:
    """When it ends however often it is extended; when it ends, where that is later.

    A session whose beginning is not known is not extended.
    """
    began = request.session.get(BEGAN)
    if began is None:
        return end_of(request)
    longest = timedelta(seconds=settings.SESSION_AT_MOST)
    return max(datetime.fromtimestamp(began, UTC) + longest, end_of(request))


def extend_session(request: HttpRequest) -> datetime:
    """Let the session go on for a while, never beyond its last end; the new end.

    Showing who one is stays as old as it was.
    """
    more = now() + timedelta(seconds=settings.SESSION_EXTENDED_BY)
    end = min(more, last_end_of(request))
    if end > end_of(request):
        request.session.set_expiry(end)
    return end_of(request)


def sessions_of(user: User) -> list[UserSession]:
    """The sessions of this person that are open, the newest first."""
    found = UserSession.objects.purge_and_list(user)
    return sorted(found, key=lambda session: session.created_at, reverse=True)


def end_sessions(user: User, *, but: str | None = None) -> int:
    """End every session of this person, except the one with the id `but`."""
    ended = 0
    for session in UserSession.objects.filter(user=user).exclude(session_key=but):
        session.end()
        ended += 1
    return ended
