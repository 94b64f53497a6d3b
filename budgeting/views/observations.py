"""What Finance asks, beside the work it is about, with the answer in place."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.shortcuts import resolve_url

from budgeting.forms import ReplyForm
from budgeting.models import Observation, Proposal, SpendingLine
from budgeting.overview import Asked, asking_of
from budgeting.permissions import may_reply

PLACES = {  # where an answer may lead back to, and which key that page takes
    "line": ("budgeting:line_edit", "line_id"),
    "cite": ("budgeting:line_cite", "line_id"),
    "framework": ("budgeting:framework_detail", "framework_id"),
}


@dataclass(frozen=True)
class AskedHere:
    """A question of Finance, and the form of its answer where one may be written."""

    asked: Asked
    form: ReplyForm | None


def asked_here(
    request: HttpRequest, proposal: Proposal, asked: Iterable[Asked]
) -> list[AskedHere]:
    """These questions with their forms; no query where there are none."""
    found = list(asked)
    answers = bool(found) and may_reply(request.user, proposal)
    return [
        AskedHere(
            one, _form(one) if answers and not one.observation.resolution else None
        )
        for one in found
    ]


def asked_about_line(
    request: HttpRequest, line: SpendingLine | None
) -> list[AskedHere]:
    """What Finance asks about this line and what it cites."""
    if line is None:
        return []
    rows = line.observations.for_reading()
    return asked_here(request, line.proposal, asking_of(line.proposal, rows).all)


def address_after_answer(observation: Observation, place: str) -> str:
    """The page on which it was answered, at the observation; else the proposal."""
    page, key = PLACES.get(place, ("", ""))
    asked = Asked(observation, None, overdue=False)
    keys = {"line_id": observation.line_id, "framework_id": asked.framework_id}
    if not keys.get(key) or (key == "line_id" and not asked.line_is_there):
        page, target = "budgeting:proposal_detail", observation.proposal_id
    else:
        target = keys[key]
    return f"{resolve_url(page, target)}#observation-{observation.pk}"


def saved_answer(asked: Asked) -> dict[str, str]:
    """What the form of an answer begins with: the last answer, to be changed; nothing,
    where Finance asked back. It says which answer and which question were read."""
    one, question = asked.observation, asked.asked_back
    return {
        "text": "" if asked.waits else one.reply,
        "before": one.reply,
        "asked": str(question.pk if question else 0),
    }


def _form(asked: Asked) -> ReplyForm:
    name = f"reply-{asked.observation.pk}-%s"
    return ReplyForm(initial=saved_answer(asked), auto_id=name)
