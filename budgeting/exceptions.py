"""Why a service refused: each is a sentence that says what to do next."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class WorkflowError(Exception):
    """A move or a change that the workflow does not allow now; `str()` says why."""


class WindowClosed(WorkflowError):
    """The unit's capture window is closed, or its time to answer a return is over."""


class StaleVersion(WorkflowError):
    """Somebody saved another version meanwhile; `.saved` is the row as it is now."""

    def __init__(self, saved: Any) -> None:
        self.saved = saved
        super().__init__(
            _(
                "Somebody else changed this while you were writing. Read what is "
                "saved now and save again what you want to keep."
            )
        )


class ReadAnew(WorkflowError):
    """What the signatory read is not what would be submitted: read it anew first."""


class ProposalAtFault(WorkflowError):
    """A proposal that cannot be submitted as it is; `.faults` pairs row and reason."""

    def __init__(self, sentence: str, faults: Sequence[tuple[Any, str]]) -> None:
        self.faults = list(faults)
        named = " ".join(f"{row.code}: {reason}" for row, reason in self.faults)
        super().__init__(f"{sentence} {named}".strip())


class LinesAtFault(ProposalAtFault):
    """Lines that cannot be submitted, each with its reason in `.faults`."""

    def __init__(self, faults: Sequence[tuple[Any, str]]) -> None:
        count = len(faults)
        sentence = ngettext(
            "%(count)s line must be corrected before submitting.",
            "%(count)s lines must be corrected before submitting.",
            count,
        )
        super().__init__(sentence % {"count": count}, faults)

    @property
    def lines(self) -> list[Any]:
        """The lines at fault, in the order of the proposal."""
        return [line for line, _reason in self.faults]


class UncitedLines(LinesAtFault):
    """Lines whose one fault is that they cite no action of the year's programme."""

    def __init__(self, lines: Sequence[Any]) -> None:
        reason = _("It cites no action of the year's programme.")
        super().__init__([(line, reason) for line in lines])


class IncompleteFrameworks(ProposalAtFault):
    """Frameworks that lack what submitting needs, each with its reason in `.faults`."""

    def __init__(self, faults: Sequence[tuple[Any, str]]) -> None:
        count = len(faults)
        sentence = ngettext(
            "%(count)s policy framework is not complete yet.",
            "%(count)s policy frameworks are not complete yet.",
            count,
        )
        super().__init__(sentence % {"count": count}, faults)


class AboveCeiling(WorkflowError):
    """The proposal asks for more than its ceiling; `.excesses` holds each sentence."""

    def __init__(self, excesses: Sequence[str]) -> None:
        self.excesses = list(excesses)
        advice = _(
            "Lower the amounts, or ask the finance head for an exception to the "
            "ceiling: it is given for a public reason."
        )
        super().__init__(" ".join([*self.excesses, advice]))


class LinesNotSaved(WorkflowError):
    """A batch of lines of which nothing was saved.

    `.conflicts` and `.refused` are those of SavedLines: pairs that begin with an index.
    """

    def __init__(self, conflicts: Sequence, refused: Sequence) -> None:
        self.conflicts, self.refused = list(conflicts), list(refused)
        count = len(self.conflicts) + len(self.refused)
        sentence = ngettext(
            "%(count)s line cannot be saved as it is: nothing was saved.",
            "%(count)s lines cannot be saved as they are: nothing was saved.",
            count,
        )
        super().__init__(sentence % {"count": count})


class PreviewChanged(WorkflowError):
    """What was confirmed is not what would happen now: it is to be shown anew."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The proposal changed since this was shown, so nothing was saved. "
                "Look again at what would change now, and confirm that."
            )
        )
