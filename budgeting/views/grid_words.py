"""What the script of the grid says, in the language of the page."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def _both(sentence: Callable[[int], str]) -> list[str]:
    """A sentence for one and for many; `{n}` is for the script to fill in."""
    return [sentence(n) % {"n": "{n}"} for n in (1, 2)]


def _counted() -> dict[str, list[str]]:
    """The sentences that hold a count: for one, for many."""
    return {
        "conflicts": _both(
            lambda n: ngettext(
                "%(n)s line waits for your choice between two texts.",
                "%(n)s lines wait for your choice between two texts.",
                n,
            )
        ),
        "refused": _both(
            lambda n: ngettext(
                "%(n)s line is not saved yet: its cells say why.",
                "%(n)s lines are not saved yet: their cells say why.",
                n,
            )
        ),
    }


def grid_words() -> dict[str, str | list[str]]:
    """Each sentence under its name; words in braces are filled in by the script."""
    return {
        "clean": _("All is saved."),
        "saving": _("Saving…"),
        "saved": _("Saved {at}"),
        "offline": _("No connection: kept on this computer; trying again in {n} s"),
        "failed": _(
            "The server could not save it: kept on this computer; trying again in {n} s"
        ),
        "ended": _("Your session has ended: kept on this computer"),
        "closed": _("You cannot change these lines now."),
        "kept": _("What you typed and was not saved stays on this computer."),
        "needs_code": _("The new line is saved when you leave it."),
        **_counted(),
        **_of_lines(),
        **_of_dialogs(),
    }


def _of_lines() -> dict[str, str]:
    return {
        "line": _("line {code}"),
        "new_line": _("new line"),
        "no_code": _("(without code)"),
        "cite": _("Cite"),
        "over": _("Above the ceiling"),
        "added": _("A new line, at the end."),
        "removed": _("Line {code} was set aside. Undo brings it back."),
        "moved": _("Line {code} is now number {n}."),
        "conflict": _("{by} saved line {code} at {at}, while you were changing it."),
        "conflict_unknown": _("Line {code} was saved while you were changing it."),
        "conflict_removed": _("The line was set aside. To keep yours brings it back."),
        "column": _("Column"),
        "mine": _("Yours"),
        "theirs": _("Saved meanwhile"),
        "keep_mine": _("Keep mine"),
        "take_theirs": _("Take what was saved"),
        "kept_mine": _("Yours is kept, and is being saved."),
        "took_theirs": _("The line shows what was saved meanwhile."),
        "nothing_to_undo": _("There is nothing to undo."),
        "undo_later": _("Undo waits until what you typed is saved."),
    }


def _of_dialogs() -> dict[str, str | list[str]]:
    none = _("No action is chosen yet.")
    counted = _both(
        lambda n: ngettext("%(n)s action chosen", "%(n)s actions chosen", n)
    )
    return {
        "cites_of": _("Actions that line {code} cites"),
        "chosen": [none, *counted],
        "remove_action": _("Remove action {code}"),
        "row": _("Row"),
        "paste_reading": _("Reading what you pasted…"),
        "paste_failed": _(
            "What you pasted could not be read now. Nothing changed: paste it again."
        ),
    }
