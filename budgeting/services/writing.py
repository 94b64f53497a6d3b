"""Many lines and citations saved by sets: a statement for each kind of change."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import F, Value
from django.db.models.functions import Cast, Concat

from budgeting.models import Citation, SpendingLine
from budgeting.services.standing import LINE

SAVED = tuple(name.removesuffix("_id") for name in LINE) + ("version",)


def write_lines(lines: Sequence[SpendingLine], had: Mapping[int, str]) -> None:
    """Save these lines, new ones and changed ones, each with a checked code.

    `had` is the code that each changed line had: two of them may exchange theirs.
    """
    if keys := _giving_up(lines, had):
        code = SpendingLine._meta.get_field("code")
        for_now = Concat(Value("~"), Cast(F("pk"), code))
        SpendingLine.objects.filter(pk__in=keys).update(code=for_now)
    if changed := [line for line in lines if line.pk]:
        SpendingLine.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["id"], update_fields=SAVED
        )
    if fresh := [line for line in lines if not line.pk]:
        SpendingLine.objects.bulk_create(fresh)


def _giving_up(lines: Sequence[SpendingLine], had: Mapping[int, str]) -> list[int]:
    """The keys of the lines whose code another of these takes."""
    kept = [line for line in lines if not line.removed_at]
    wanted = Counter(line.code for line in kept)
    wanted.subtract(line.code for line in kept if had.get(line.pk) == line.code)
    return [pk for pk, code in had.items() if wanted[code] > 0]


def write_citations(before: Iterable[Citation], wanted: Sequence[Citation]) -> None:
    """Make lines that cited `before` cite what is wanted; rows that stay keep keys."""
    had = {(one.line_id, one.action_id): one for one in before}
    fresh, changed = [], []
    for one in wanted:
        old = had.pop((one.line.pk, one.action_id), None)
        one.line_id = one.line.pk
        if old is None:
            fresh.append(one)
        elif _terms(old) != _terms(one):
            one.pk = old.pk
            changed.append(one)
    if had:
        Citation.objects.filter(pk__in=[one.pk for one in had.values()]).delete()
    if changed:
        terms = ["share", "strength", "justification"]
        Citation.objects.bulk_update(changed, terms)
    if fresh:
        Citation.objects.bulk_create(fresh)


def _terms(row: Citation) -> tuple[int, str, str]:
    return row.share, row.strength, row.justification
