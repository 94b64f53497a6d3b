"""Sending the letters that wait: one after the other, each tried until it is sent.

A letter is claimed before it is sent and marked after: a worker that is killed between
the two has it sent once more, that one letter and no other.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.errors import MessageError
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from typing import Any, NamedTuple

from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils.timezone import now

from budgeting.letters import message_of
from budgeting.models import Letter

log = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=2)
GIVEN_UP_AFTER = timedelta(days=4)
SAID_FOR = timedelta(days=4 + 7)  # how long the health page tells what was given up
NO_ADDRESS, NOT_TRUE = "no e-mail", "not needed"
# ValueError: an address or a header that no message may have
OF_ONE_LETTER = (SMTPRecipientsRefused, SMTPDataError, MessageError, ValueError)
State = Letter.State


@dataclass
class Sent:
    """How one round went: letters sent, set aside, not sent yet, given up."""

    sent: int = 0
    aside: int = 0
    failed: int = 0
    given_up: int = 0


class LeftBehind(NamedTuple):
    """The moment for which the oldest letter that waits was meant, and how many of the
    last week were given up."""

    oldest: datetime | None
    given_up: int


def left_behind() -> LeftBehind:
    """What was not sent, whatever the year; one query."""
    lost = Q(state=State.FAILED, due_at__gt=now() - SAID_FOR)
    unsent = Letter.objects.filter(state__in=[State.WAITING, State.FAILED])
    waits = Min("due_at", filter=Q(state=State.WAITING))
    return LeftBehind(
        **unsent.aggregate(oldest=waits, given_up=Count("pk", filter=lost))
    )


def send_waiting(go_on: Callable[[], bool] = lambda: True) -> Sent:
    """Send what is due, until nothing is, the server fails, or `go_on` says no."""
    done, server = Sent(), get_connection()
    try:
        while go_on() and (letter := _claimed()):
            if not _deliver(letter, server, done):
                break  # the server is away for the others too: they wait
    finally:
        _close(server)
    return done


def _claimed() -> Letter | None:
    """The next letter that is due; no other worker takes it, nor this one again before
    its pause is over, whatever becomes of it."""
    with transaction.atomic():
        free = Letter.objects.due().select_for_update(skip_locked=True, of=("self",))
        related = ("receiver", "unit", "fiscal_year")
        letter = free.select_related(*related).first()
        if letter is None:
            return None
        letter.tries += 1
        letter.next_try_at = now() + pause_after(letter.tries)
        letter.save(update_fields=["tries", "next_try_at"])
    return letter


def pause_after(tries: int) -> timedelta:
    """How long it rests after so many tries: 1, 2, 4 … minutes, at most 2 hours."""
    return min(FIRST_PAUSE * 2 ** min(tries - 1, 10), LONGEST_PAUSE)


def _deliver(letter: Letter, server: Any, done: Sent) -> bool:
    """Whether the next letter may be tried: False where the server itself failed."""
    if not letter.receiver.email:
        return _set_aside(letter, NO_ADDRESS, done)
    message = message_of(letter)
    if message is None:
        return _set_aside(letter, NOT_TRUE, done)
    try:
        server.open()
        server.send_messages([message])
    except OF_ONE_LETTER as error:
        _failed(letter, error, done)
        return True
    except (OSError, SMTPException) as error:
        _failed(letter, error, done)
        return False
    letter.state, letter.sent_at, letter.last_error = State.SENT, now(), ""
    letter.save(update_fields=["state", "sent_at", "last_error"])
    done.sent += 1
    return True


def _set_aside(letter: Letter, why: str, done: Sent) -> bool:
    """A letter that nobody needs, or that has nowhere to go."""
    letter.state, letter.last_error = State.ASIDE, why
    letter.save(update_fields=["state", "last_error"])
    done.aside += 1
    return True


def _failed(letter: Letter, error: Exception, done: Sent) -> None:
    """A letter that waits for its next try, or was tried for days."""
    letter.last_error = type(error).__name__
    if now() - letter.due_at > GIVEN_UP_AFTER:
        letter.state = State.FAILED
        done.given_up += 1
    done.failed += 1
    letter.save(update_fields=["state", "last_error"])
    log.warning("Letter %s was not sent: %s", letter.pk, letter.last_error)


def _close(server: Any) -> None:
    """Take leave of the server; one that is gone needs none."""
    try:
        server.close()
    except (OSError, SMTPException) as error:
        log.info("The mail server went first: %s", type(error).__name__)
