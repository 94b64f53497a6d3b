"""Two people at one form: both are kept where they can be, else the second chooses.

What somebody typed is held against what their page was made from and against what is
saved now, field by field. A field that only one of them changed is theirs; where both
changed it, the page shows mine, theirs and what stood before.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from budgeting.exceptions import StaleVersion
from budgeting.forms import RowForm
from budgeting.forms.base import DeskForm
from budgeting.models import PolicyFramework, SpendingLine
from budgeting.views.rows import Row, filled_form
from programme.amounts import AmountError, parse_amount

MINE, THEIRS, BEFORE = "mine", "theirs", "before"
WAYS = (MINE, THEIRS, BEFORE)
FIGURES = ("amount", "physical_target", "month_")
TRIES = 3  # colleagues who save between my reading and my saving


@dataclass
class Clash:
    """One field that two people wrote: the three texts, and which one stays."""

    mine: str
    theirs: str
    before: str
    chosen: str = ""

    @property
    def text(self) -> str:
        """The text that stays."""
        return getattr(self, self.chosen or MINE)


class Merge(NamedTuple):
    """A form of both: the texts, where they clash, and what only the other changed."""

    data: dict[str, str]
    clashes: dict[str, Clash]
    theirs: list[str]


@dataclass
class Settled:
    """What came of a form: the saved row; or the form, and the status of its page."""

    form: Any
    row: Any = None
    status: int = 200
    theirs: list[str] = field(default_factory=list)


Save = Callable[[dict[str, Any], int | None, dict[str, str]], Any]


def settled(
    request: HttpRequest, form: RowForm, row: Row | None, save: Save
) -> Settled:
    """The form saved, joined with what was saved meanwhile; or shown to choose."""
    asked = asked_clashes(request, form, row)
    if not form.is_valid() or not all_chosen(form, asked):
        return Settled(show(form, asked), status=409 if asked else 200)
    words = {
        name: one.mine
        for name, one in asked.items()
        if not same(name, one.mine, one.text)
    }
    form = _typed_anew(form, {name: one.text for name, one in asked.items()})
    return _joined(form, lambda *said: save(*said, words))


def _joined(form: RowForm, save: Callable) -> Settled:
    """Save; after a colleague, what both changed, unless it is one and the same."""
    theirs: list[str] = []
    for _turn in range(TRIES):
        try:
            return Settled(
                form, save(form.values(), form.read_version()), theirs=theirs
            )
        except StaleVersion as stale:
            found = merge(form, _base(form, stale.saved), _as_saved(form, stale.saved))
            since = form.data.get("version", "")
            version = {"version": str(stale.saved.version), "since": since}
            form = _typed_anew(form, {**found.data, **version})
            theirs += found.theirs
            if found.clashes:
                return Settled(show(form, found.clashes), status=409, theirs=theirs)
        except ValidationError as error:
            form.refuse(error)
            return Settled(form)
    form.add_error(None, _("Colleagues are saving this right now. Save once more."))
    return Settled(form, status=409)


def merge(mine: RowForm, base: RowForm | None, saved: RowForm) -> Merge:
    """Each field as whoever changed it left it."""
    found = Merge({}, {}, [])
    for name in mine.fields:
        if name in ("version", "since"):
            continue
        texts = Clash(*(_text(one, name) for one in (mine, saved, base)))
        found.data[name] = texts.mine
        if same(name, texts.mine, texts.theirs):
            continue
        if base is not None and same(name, texts.mine, texts.before):
            found.data[name] = texts.theirs
            found.theirs.append(str(mine[name].label))
        elif base is None or not same(name, texts.theirs, texts.before):
            found.clashes[name] = texts
    return found


def same(name: str, one: str, other: str) -> bool:
    """Whether two texts of a field say the same: an amount by its value."""
    return _read(name, one) == _read(name, other)


def _read(name: str, text: str) -> Any:
    plain = " ".join(text.split(" ")).replace("\r\n", "\n").strip()
    if name.startswith(FIGURES):
        try:
            return parse_amount(plain)
        except AmountError:
            return plain
    return plain


def row_at(row: Row, version: int | None) -> Row | None:
    """The row as it was in this version, by the trail; None where it is not there."""
    entries = type(row).pgh_event_model.objects
    of_row = entries.filter(proposal_id=row.proposal_id, id=row.pk, version=version)
    entry = of_row.order_by("-pgh_id").first() if version else None
    if entry is None:
        return None
    names = [one.attname for one in row._meta.concrete_fields]
    return type(row)(**{name: getattr(entry, name) for name in names})


def asked_clashes(
    request: HttpRequest, form: RowForm, row: Row | None
) -> dict[str, Clash]:
    """The clashes that the page asked about, with what was chosen."""
    names = [name for name in request.POST.getlist("clash") if name in form.fields]
    if not (names and row):
        return {}
    saved, base = (
        _as_saved(form, row_at(row, _number(request.POST.get(key))))
        for key in ("version", "since")
    )
    return {
        name: Clash(
            *(_text(one, name) for one in (form, saved, base)),
            chosen=chosen(request.POST, name),
        )
        for name in names
    }


def chosen(posted: Mapping[str, str], name: str) -> str:
    """Which of the three texts of this field stays, or nothing yet."""
    way = posted.get(f"keep_{name}", "")
    return way if way in WAYS else ""


def all_chosen(form: DeskForm, asked: dict[str, Clash]) -> bool:
    """Whether each clash has an answer; the form says where it lacks one."""
    lacking = [name for name, one in asked.items() if not one.chosen]
    for name in lacking:
        form.add_error(name, _("Choose which of the three texts stays."))
    return not lacking


def show(form: Any, clashes: dict[str, Clash]) -> Any:
    """The form, whose fields of a clash show the three texts to choose from."""
    form.clashes = [form[name] for name in clashes]
    for name, one in clashes.items():
        form[name].clash = one
    return form


def tell(request: HttpRequest, what: Settled, person: Any) -> None:
    """Say whose changes were saved beside mine."""
    if not what.theirs:
        return
    said = _(
        "%(person)s saved this while you were writing. Both are kept: yours, and of "
        "theirs: %(fields)s."
    )
    names = get_text_list([*dict.fromkeys(what.theirs)], _("and"))
    messages.info(
        request, said % {"person": person or _("A colleague"), "fields": names}
    )


def _typed_anew(form: RowForm, texts: Mapping[str, str]) -> RowForm:
    """The same form with other texts in some fields."""
    again = type(form)({**dict(form.data.items()), **texts})
    again.is_valid()
    return again


def _base(form: RowForm, row: Row) -> RowForm | None:
    """The form as the page was made."""
    return _as_saved(form, row_at(row, form.read_version()))


def _as_saved(form: RowForm, row: PolicyFramework | SpendingLine | None) -> Any:
    return filled_form(type(form), row) if row else None


def _text(form: RowForm | None, name: str) -> str:
    return str((form[name].value() if form is not None else "") or "")


def _number(typed: str | None) -> int | None:
    """A version as a page sends it."""
    said = typed or ""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None
