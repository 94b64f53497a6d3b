"""Actions as a page's script asks for them while somebody types."""

from typing import Any
from unicodedata import normalize

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from budgeting.forms import SearchForm
from budgeting.models import Proposal
from budgeting.views.asked import in_json
from budgeting.views.common import keys_among, visible_line, visible_proposal
from budgeting.views.offers import Finder, nothing_found
from programme.models import Right
from programme.search import Finding, Found
from programme.search.marking import places_of
from programme.texts import text_of

LISTED = 15  # actions in an answer: more is no choice but a list to read
LARGEST = 10 * 1024  # bytes of an answer
LONGEST = 600  # letters of an action's text; the page of the action has it whole


@require_safe
@in_json
def action_find(request: HttpRequest) -> HttpResponse:
    """Actions for the words typed, within a proposal or for one of its lines."""
    finder = Finder(_proposal(request))
    search = finder.form(request.GET)
    if not search.is_valid():
        return JsonResponse({"detail": _unread(search)}, status=400)
    without = keys_among(request.GET.get("without", "").split(","))
    finding = finder.find(search, limit=LISTED, without=without)
    rights = finder.rights_of(search) if finding.first else {}
    rows = [_row(found, rights.get(found.right_code)) for found in finding.first]
    return _answer(finding, rows)


def _proposal(request: HttpRequest) -> Proposal:
    """The proposal searched for: named itself, or by a line of it; or 404."""
    for name, visible in (("line", _of_line), ("proposal", visible_proposal)):
        if typed := request.GET.get(name):
            return visible(request, _key(typed))
    raise Http404


def _of_line(request: HttpRequest, pk: int) -> Proposal:
    return visible_line(request, pk).proposal


def _key(typed: str) -> int:
    """The key that was typed; or 404, as for a row that is not there."""
    if not keys_among([typed]):
        raise Http404
    return int(typed)


def _unread(search: SearchForm) -> str:
    """Why the question could not be read, in one sentence."""
    return next(str(said) for told in search.errors.values() for said in told)


def _row(found: Found, right: Right | None) -> dict[str, Any]:
    """One action found, as the script shows it."""
    text = text_of(found, "text")
    whole = normalize("NFC", text.value)
    shown = whole if len(whole) <= LONGEST else whole[: LONGEST - 1] + "…"
    row = {
        "id": found.action_id,
        "code": found.code,
        "text": shown,
        "marked": places_of(found, shown),
        "right": text_of(right, "name").value if right else "",
    }
    return row if text.language == get_language() else row | {"lang": text.language}


def _answer(finding: Finding, rows: list[dict[str, Any]]) -> JsonResponse:
    """The answer, with as many of the rows as its size allows."""
    said: dict[str, Any] = {"count": finding.count, "results": rows}
    if not rows:
        said |= {"meant": finding.meant, "detail": nothing_found(finding)}
    answer = _as_json(said)
    while len(answer.content) > LARGEST:
        said["results"] = rows = rows[:-1]
        answer = _as_json(said)
    return answer


def _as_json(said: dict[str, Any]) -> JsonResponse:
    written = {"ensure_ascii": False, "separators": (",", ":")}
    return JsonResponse(said, json_dumps_params=written)
