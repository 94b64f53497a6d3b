"""The kinds of signals in words: what each is called, means, and may well mean."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgeting.signals import thresholds as at
from programme.texts import text_of

if TYPE_CHECKING:
    from budgeting.signals.found import Signal


@dataclass(frozen=True)
class Kind:
    """A kind of signal: its name, what makes it legitimate, when it is shown, what the
    unit would be asked, and how one that was found is said."""

    key: str
    name: Any
    legitimate: Any
    _criteria: Any
    ask: Any  # what the unit is asked to do
    sentence: Callable[["Signal"], str]

    @property
    def criteria(self) -> str:
        """When it is shown, with the numbers of `thresholds.py`."""
        return str(self._criteria) % NUMBERS


def _percent(share: Any) -> str:
    return f"{share * 100:.0f}\u00a0%"


NUMBERS = {
    "one_action_lines": at.ONE_ACTION_LINES,
    "one_action_share": _percent(at.ONE_ACTION_SHARE),
    "one_reason_lines": at.ONE_REASON_LINES,
    "one_reason_share": _percent(at.ONE_REASON_SHARE),
    "one_reason_actions": at.ONE_REASON_ACTIONS,
    "equal_lines": at.EQUAL_LINES,
    "equal_share": _percent(at.EQUAL_SHARE),
    "unlike_lines": at.UNLIKE_LINES,
    "unlike_share": _percent(at.UNLIKE_SHARE),
    "unlike_money": _percent(at.UNLIKE_MONEY),
    "token": f"{at.TOKEN:,.2f}",
    "payroll": at.PAYROLL,
    "payroll_lines": at.PAYROLL_LINES,
    "payroll_share": _percent(at.PAYROLL_SHARE),
    "others_lines": at.OTHERS_LINES,
    "others_share": _percent(at.OTHERS_SHARE),
}


def _counted(signal: "Signal") -> dict[str, Any]:
    return {"lines": len(signal.lines), "among": signal.among}


def _one_action(signal: "Signal") -> str:
    action = signal.about
    said = _("%(lines)s of the %(among)s lines that cite something cite %(action)s.")
    name = f"{action.code} {text_of(action, 'text').value}".rstrip(".")
    return said % {**_counted(signal), "action": name}


def _one_reason(signal: "Signal") -> str:
    actions = {c.action_id for row in signal.rows for c in row.citations}
    said = _(
        "%(lines)s of the %(among)s lines with a justification give the same one, word "
        "for word, for %(actions)s different actions: “%(reason)s”"
    )
    about = {"actions": len(actions), "reason": signal.about}
    return said % {**_counted(signal), **about}


def _equal_shares(signal: "Signal") -> str:
    said = _(
        "%(lines)s of the %(among)s lines that cite several actions divide their money "
        "into equal parts, which is what the form writes when nobody gives a share."
    )
    return said % _counted(signal)


def _unlike(signal: "Signal") -> str:
    said = ngettext(
        "%(lines)s line cites an action with which it has nothing in common: not its "
        "words or their synonyms, nor those of its framework, nor of an approved line "
        "of earlier years.",
        "%(lines)s lines cite an action with which they have nothing in common: not "
        "their words or their synonyms, nor those of their framework, nor of an "
        "approved line of earlier years.",
        len(signal.lines),
    )
    return said % _counted(signal)


def _token(signal: "Signal") -> str:
    said = ngettext(
        "%(lines)s line gives an action %(token)s or less, so that it counts as funded "
        "with next to nothing.",
        "%(lines)s lines give an action %(token)s or less, so that it counts as funded "
        "with next to nothing.",
        len(signal.lines),
    )
    return said % {**_counted(signal), "token": f"{at.TOKEN:,.2f}"}


def _payroll(signal: "Signal") -> str:
    said = _(
        "The payroll (chapter %(payroll)s), %(lines)s lines, goes whole to one right, "
        "“%(right)s”, while other lines of the unit also cite other rights."
    )
    about = {"payroll": at.PAYROLL, "right": text_of(signal.about, "name").value}
    return said % {**_counted(signal), **about}


def _others(signal: "Signal") -> str:
    said = _(
        "%(lines)s of the %(among)s lines that cite something cite actions for which "
        "the programme names other units as responsible, and not this one."
    )
    return said % _counted(signal)


KINDS = {
    one.key: one
    for one in (
        Kind(
            "one_action",
            gettext_lazy("One action on most lines"),
            gettext_lazy(
                "A body with a single task may have a single action that fits, and "
                "then every line of it serves that action."
            ),
            gettext_lazy(
                "One action stands on %(one_action_share)s or more of the lines that "
                "cite something, and on %(one_action_lines)s lines or more."
            ),
            gettext_lazy(
                "Say in the justification of each line how it serves the "
                "action, or cite what the line serves."
            ),
            _one_action,
        ),
        Kind(
            "one_reason",
            gettext_lazy("One justification on many lines"),
            gettext_lazy(
                "One reason can hold for a group of lines, such as the running costs "
                "of one office."
            ),
            gettext_lazy(
                "The same justification stands on %(one_reason_share)s or more of the "
                "lines that have one, on %(one_reason_lines)s lines or more, for "
                "%(one_reason_actions)s different actions or more."
            ),
            gettext_lazy(
                "Write for each action why the line serves it, or cite fewer actions."
            ),
            _one_reason,
        ),
        Kind(
            "equal_shares",
            gettext_lazy("Shares left as they were proposed"),
            gettext_lazy(
                "Equal parts may be the best estimate where nobody measures how much "
                "of the work goes to each action."
            ),
            gettext_lazy(
                "Equal parts stand on %(equal_share)s or more of the lines that cite "
                "several actions of one programme, and on %(equal_lines)s lines or "
                "more."
            ),
            gettext_lazy(
                "Give each action the share of the money that goes to it, and "
                "say how it was estimated."
            ),
            _equal_shares,
        ),
        Kind(
            "unlike",
            gettext_lazy("Line and action have nothing in common"),
            gettext_lazy(
                "The comparison knows words, not work: an expense that makes the work "
                "possible (electricity, paper), or one written in other words, may "
                "well serve the action."
            ),
            gettext_lazy(
                "No telling word of the line, its justification or its activity is in "
                "the action, its strategy or its right, neither itself nor by its root "
                "or a synonym; nor of another line of the framework that cites it; nor "
                "enough of the framework's description; and no approved line of "
                "earlier years like this one cited it. Shown from %(unlike_lines)s "
                "lines on that are %(unlike_share)s or more of those that cite "
                "something, or where they have %(unlike_money)s of the money."
            ),
            gettext_lazy(
                "Say in the justification how the line serves the action, or "
                "cite the one that it serves."
            ),
            _unlike,
        ),
        Kind(
            "token",
            gettext_lazy("Token amounts"),
            gettext_lazy(
                "A line may be opened with a token amount to receive money during the "
                "year, or for work that costs next to nothing."
            ),
            gettext_lazy(
                "A citation gets more than zero and at most %(token)s of its line. "
                "Lines of zero are no signal: they fund nothing and count as nothing."
            ),
            gettext_lazy("Say what the amount is for, or take the citation away."),
            _token,
        ),
        Kind(
            "payroll",
            gettext_lazy("The whole payroll on one right"),
            gettext_lazy(
                "The people paid may all work for that right, while the other rights "
                "are served by contracts and materials."
            ),
            gettext_lazy(
                "%(payroll_share)s or more of the money of chapter %(payroll)s, on "
                "%(payroll_lines)s lines or more, goes to one right, and a line of "
                "another chapter cites another right."
            ),
            gettext_lazy(
                "Divide the payroll by the work that these people do, or say "
                "why all of it is for this right."
            ),
            _payroll,
        ),
        Kind(
            "others",
            gettext_lazy("Actions that the programme gives to others"),
            gettext_lazy(
                "Tasks pass from one unit to another after a programme is written, and "
                "a unit may support what another one is responsible for."
            ),
            gettext_lazy(
                "%(others_lines)s lines or more, and %(others_share)s or more of those "
                "that cite something, cite actions that name units of the city as "
                "responsible, this one not among them. Actions that name none are left "
                "out."
            ),
            gettext_lazy(
                "Say under which mandate the unit carries these actions out, or "
                "cite its own."
            ),
            _others,
        ),
    )
}
