"""What a person typed and could not send: a session that ended, a token grown old.

Each form worth keeping carries a mark: who it was made for, signed. Only with it is
anything kept, in the session of the browser that sent it, for that person and nobody
else; never in an address, in the trail or in a log. Files and passwords are not kept.
"""

import secrets
import time
from typing import Any, NamedTuple

from django.conf import settings
from django.core import signing
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

MARK = "made_for"  # the hidden field
AGAIN = "unsent"  # the hidden field of what is sent again, to forget it then
SALT = "hrbudget.unsent"
GOOD_FOR = 24 * 3600  # seconds that a page may have been open
KEPT_FOR = settings.SESSION_COOKIE_AGE
AT_MOST = 5  # kept in one session: those of five tabs
LARGEST = 512 * 1024  # characters of one form, as sent
WAITING = "unsent_forms"  # in the session
UNREADABLE = (
    RequestDataTooBig,
    TooManyFieldsSent,
    UnreadablePostError,
    MultiPartParserError,
)


class Made(NamedTuple):
    """Whom a form was made for, and what it is about."""

    user: int
    thing: str


class Typed(NamedTuple):
    """What was sent: to which address, the fields, and whether files were among it."""

    path: str
    fields: list[tuple[str, str]]
    files: bool

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not self.fields


def mark(user: int, thing: str) -> str:
    """The mark of a form of this person."""
    return signing.dumps([user, thing], salt=SALT)


def made(request: HttpRequest) -> Made | None:
    """Whom the form that was sent was made for; None without a mark that is good."""
    try:
        sent = request.POST.get(MARK, "")
        user, thing = signing.loads(sent, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError, *UNREADABLE):
        return None
    return Made(int(user), str(thing))


def typed(request: HttpRequest) -> Typed:
    """The fields that were sent, without secrets and without our own."""
    ours = ("csrfmiddlewaretoken", MARK, AGAIN)
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in ours and "password" not in name.lower()
    ]
    return Typed(request.get_full_path(), fields, bool(request.FILES))


def keep(request: HttpRequest, by: Made) -> str | None:
    """Keep what was sent in the browser's session; the token to have it back by.

    None where it is too large to be kept.
    """
    sent = typed(request)
    data = QueryDict(mutable=True)
    for name, value in sent.fields:
        data.appendlist(name, value)
    text = data.urlencode()
    if len(text) > LARGEST:
        return None
    token = secrets.token_urlsafe(12)
    one = {"user": by.user, "thing": by.thing, "path": sent.path, "data": text}
    one |= {"files": sent.files, "at": int(time.time())}
    kept = [*_waiting(request).items(), (token, one)]
    request.session[WAITING] = dict(kept[-AT_MOST:])
    if not request.user.is_authenticated:
        request.session.set_expiry(KEPT_FOR)
        type(request.session).clear_expired()  # what nobody came back for
    return token


def take_back(request: HttpRequest, token: str) -> tuple[Made, Typed] | None:
    """What waits for the person who is signed in; None for anybody else.

    What was kept for another person in this browser is forgotten here and now.
    """
    forget_others(request, request.user.pk)
    if (one := _waiting(request).get(token)) is None:
        return None
    fields = [(k, v) for k, vs in QueryDict(one["data"]).lists() for v in vs]
    found = Typed(one["path"], fields, one["files"])
    return Made(one["user"], one["thing"]), found


def forget(request: HttpRequest, token: str) -> None:
    """It was sent, or is not wanted."""
    waiting = request.session.get(WAITING, {})
    if token in waiting:
        del waiting[token]
        request.session[WAITING] = waiting


def forget_others(request: HttpRequest, user: int) -> None:
    """Another person signs in in this browser: what waits for others is gone."""
    if waiting := request.session.get(WAITING):
        mine = {token: one for token, one in waiting.items() if one["user"] == user}
        request.session[WAITING] = mine


def _waiting(request: HttpRequest) -> dict[str, dict[str, Any]]:
    """What waits in this session and is not too old."""
    since = time.time() - KEPT_FOR
    kept = request.session.get(WAITING, {})
    return {token: one for token, one in kept.items() if one["at"] > since}
