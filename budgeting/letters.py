"""The letters themselves, made when they are sent: of what is true then, in the
language of whoever receives them, without a figure or a text of the budget."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.models import Extension, Letter, Proposal, Submission
from budgeting.notices import people_of, reviewers
from budgeting.overview.deadlines import Deadline
from budgeting.reminders import missing_of, plan_of
from budgeting.workflow import Origin, Status

Kind = Letter.Kind


class Text(NamedTuple):
    """What one letter says: its subject, its sentences, the page it leads to."""

    subject: str
    sentences: list[str]
    path: str


def message_of(letter: Letter) -> EmailMessage | None:
    """The message to send now; None where it would not be true any more, or where
    its receiver is not concerned any more."""
    if not _is_concerned(letter):
        return None
    with translation.override(letter.receiver.language):
        text = TEXTS[letter.kind](letter)
        return _message(letter, text) if text else None


def site_address() -> str:
    """Where the site is found, without a slash at the end."""
    if settings.SITE_ADDRESS:
        return settings.SITE_ADDRESS
    if settings.SESSION_COOKIE_SECURE:
        return f"https://{settings.ALLOWED_HOSTS[0].strip().lstrip('.')}"
    return "http://127.0.0.1:8000"


def _is_concerned(letter: Letter) -> bool:
    """Whether the receiver is still in use, and where the letter finds them."""
    people = reviewers() if letter.kind == Kind.REPLIED else people_of(letter.unit_id)
    if people.filter(pk=letter.receiver_id).exists():
        return True
    proposal = letter.proposal
    ours = proposal is not None and proposal.origin == Origin.ON_BEHALF
    return ours and reviewers().filter(pk=letter.receiver_id).exists()


def _message(letter: Letter, text: Text) -> EmailMessage:
    """The message, known by the same name however often it must be sent."""
    body = [f"{letter.receiver}:", *text.sentences, f"{site_address()}{text.path}"]
    body.append(_("This letter was sent by the site itself; nobody reads an answer."))
    sender = settings.DEFAULT_FROM_EMAIL
    domain = sender.rpartition("@")[2].strip("> ") or "localhost"
    name = f"letter-{letter.pk}-{letter.made_at:%Y%m%d%H%M%S}"
    return EmailMessage(
        text.subject,
        "\n\n".join(body) + "\n",
        sender,
        [letter.receiver.email],
        headers={
            "Message-ID": f"<{name}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": letter.receiver.language,
        },
    )


def _place(letter: Letter) -> dict[str, Any]:
    """The unit and the year, as every letter names them."""
    return {"unit": str(letter.unit), "year": letter.fiscal_year_id}


def _moment(at: datetime, zone: str) -> str:
    """A moment in full: day, hour, and the zone in which they are meant."""
    here = at.astimezone(ZoneInfo(zone))
    return f"{date_format(here, 'DATE_FORMAT')}, {here:%H:%M} ({zone})"


def _end_of(day: date, zone: str) -> str:
    """The last minute of a day."""
    return f"{date_format(day, 'DATE_FORMAT')}, 23:59 ({zone})"


def _proposal_path(proposal: Proposal) -> str:
    return reverse("budgeting:proposal_detail", args=[proposal.pk])


def _stands(letter: Letter, status: str) -> Proposal | None:
    """The proposal, where it is still as the move of the letter left it."""
    proposal = letter.proposal
    if proposal is None or proposal.status != status:
        return None
    return proposal if proposal.version == letter.about else None


def _submitted(letter: Letter) -> Text | None:
    receipts = Submission.objects.filter(proposal=letter.proposal_id)
    receipt = receipts.defer("content").filter(number=letter.about).first()
    if receipt is None:
        return None
    said = {
        **_place(letter),
        "person": receipt.signer,
        "number": receipt.number,
        "moment": _moment(receipt.at, letter.fiscal_year.time_zone),
    }
    return Text(
        _("Received: proposal of %(unit)s for %(year)s") % said,
        [
            _(
                "%(person)s submitted the proposal of %(unit)s for %(year)s to Finance:"
                " receipt number %(number)s, %(moment)s."
            )
            % said,
            _("The receipt, with the code by which anybody verifies it:"),
        ],
        reverse(
            "budgeting:submission_detail", args=[letter.proposal_id, receipt.number]
        ),
    )


def _returned(letter: Letter) -> Text | None:
    proposal = _stands(letter, Status.RETURNED)
    if proposal is None:
        return None
    said = _place(letter)
    return Text(
        _("Returned: proposal of %(unit)s for %(year)s") % said,
        [
            _("Finance returned the proposal of %(unit)s for %(year)s.") % said,
            _observations(proposal),
            _answer_by(proposal),
            _("What Finance asks stands here:"),
        ],
        _proposal_path(proposal),
    )


def _observations(proposal: Proposal) -> str:
    """How many observations are open."""
    count = proposal.observations.open().count()
    if not count:
        return _("Finance wrote a note and made no observation.")
    return ngettext(
        "%(count)s observation is open.", "%(count)s observations are open.", count
    ) % {"count": count}


def _answer_by(proposal: Proposal) -> str:
    """Until when a returned proposal may be changed."""
    if proposal.return_due is None:
        return _("There is no day by which it must be answered.")
    zone = proposal.fiscal_year.time_zone
    return _("You may change it and submit it again until %(moment)s.") % {
        "moment": _end_of(proposal.return_due, zone)
    }


def _approved(letter: Letter) -> Text | None:
    proposal = _stands(letter, Status.APPROVED)
    if proposal is None or proposal.approved_at is None:
        return None
    moment = _moment(proposal.approved_at, letter.fiscal_year.time_zone)
    said = {**_place(letter), "moment": moment}
    return Text(
        _("Approved: proposal of %(unit)s for %(year)s") % said,
        [
            _("Finance approved the proposal of %(unit)s for %(year)s: %(moment)s.")
            % said
        ],
        _proposal_path(proposal),
    )


def _reopened(letter: Letter) -> Text | None:
    proposal = _stands(letter, Status.RETURNED)
    if proposal is None:
        return None
    said = _place(letter)
    return Text(
        _("Reopened: proposal of %(unit)s for %(year)s") % said,
        [
            _(
                "Finance reopened the approved proposal of %(unit)s for %(year)s for a"
                " correction. It must be submitted again."
            )
            % said,
            _("The reason stands here:"),
        ],
        _proposal_path(proposal),
    )


def _extended(letter: Letter) -> Text | None:
    extension = Extension.objects.filter(pk=letter.about).first()
    year = letter.fiscal_year
    if extension is None or year.closed_at or extension.until < year.today():
        return None
    said = {**_place(letter), "moment": _end_of(extension.until, year.time_zone)}
    return Text(
        _("More days: proposal of %(unit)s for %(year)s") % said,
        [
            _(
                "Finance gave %(unit)s more days for its proposal for %(year)s: until"
                " %(moment)s."
            )
            % said
        ],
        reverse("budgeting:proposal_list"),
    )


def _replied(letter: Letter) -> Text | None:
    proposal = letter.proposal
    if proposal is None:
        return None
    own = proposal.observations.open().filter(by=letter.receiver_id)
    count = own.exclude(pk__in=own.waiting()).count()  # the unit spoke last
    if not count:
        return None
    said = {**_place(letter), "count": count}
    return Text(
        _("Answers: proposal of %(unit)s for %(year)s") % said,
        [
            ngettext(
                "%(unit)s answered %(count)s of your observations on its proposal for"
                " %(year)s, which you have not resolved yet.",
                "%(unit)s answered %(count)s of your observations on its proposal for"
                " %(year)s, which you have not resolved yet.",
                count,
            )
            % said
        ],
        reverse("budgeting:review_detail", args=[proposal.pk]),
    )


def _reminder(letter: Letter) -> Text | None:
    """The reminder, while Finance still waits for the unit and its time is not over."""
    year = letter.fiscal_year
    by_calendar = letter.asked_by_id is None
    if year.closed_at or (by_calendar and not plan_of(year).is_on):
        return None
    row = next(iter(missing_of(year, only=letter.unit)), None)
    if row is None or (row.deadline is not None and row.deadline.passed):
        return None
    said = _place(letter)
    waits = _("Finance has not received the proposal of %(unit)s for %(year)s.")
    if row.state == Status.RETURNED:
        waits = _("The proposal of %(unit)s for %(year)s was returned to you.")
    own = row.proposal and _proposal_path(row.proposal)
    return Text(
        _("Reminder: proposal of %(unit)s for %(year)s") % said,
        [waits % said, *_time_left(row.deadline)],
        own or reverse("budgeting:proposal_list"),
    )


def _time_left(deadline: Deadline | None) -> list[str]:
    """Until when it may be submitted, and how many days that leaves."""
    if deadline is None:
        return []
    moment = _end_of(deadline.day, deadline.zone)
    until = _("It can be submitted until %(moment)s.") % {"moment": moment}
    if not deadline.days_left:
        return [until, _("Today is the last day.")]
    left = ngettext(
        "%(count)s day is left after today.",
        "%(count)s days are left after today.",
        deadline.days_left,
    )
    return [until, left % {"count": deadline.days_left}]


TEXTS: dict[str, Callable[[Letter], Text | None]] = {
    Kind.SUBMITTED: _submitted,
    Kind.RETURNED: _returned,
    Kind.APPROVED: _approved,
    Kind.REOPENED: _reopened,
    Kind.EXTENDED: _extended,
    Kind.REPLIED: _replied,
    Kind.REMINDER: _reminder,
}
