"""What actions and units came from and what they became, as successions record it."""

from collections.abc import Iterable, Mapping

from reporting.models import PublishedSuccession, PublishedUnitSuccession

Key = tuple[str, str]  # a programme's code and an action's; of a unit, "" and its code


def lineage(editions: list[int], key: Key) -> set[Key]:
    """The action, what it came from, and what it became, at any remove."""
    steps = PublishedSuccession.objects.filter(publication__in=editions).values_list(
        "predecessor_programme",
        "predecessor_code",
        "successor_programme",
        "successor_code",
    )
    return _of([((a, b), (c, d)) for a, b, c, d in steps], key)


def unit_lineage(editions: list[int], code: str) -> set[str]:
    """The unit, what it came from, and what it became, at any remove."""
    steps = PublishedUnitSuccession.objects.filter(publication__in=editions)
    pairs = steps.values_list("predecessor_code", "successor_code")
    found = _of([(("", old), ("", new)) for old, new in pairs], ("", code))
    return {one for _programme, one in found}


def _of(steps: Iterable[tuple[Key, Key]], key: Key) -> set[Key]:
    """All that these steps lead to from here, back and forth each by itself."""
    before: dict[Key, set[Key]] = {}
    after: dict[Key, set[Key]] = {}
    for old, new in steps:
        before.setdefault(new, set()).add(old)
        after.setdefault(old, set()).add(new)
    return reached(before, key) | reached(after, key)


def reached(steps: Mapping[Key, set[Key]], *start: Key) -> set[Key]:
    """These keys, and everything that steps lead to from them."""
    found, waiting = set(start), list(start)
    while waiting:
        for neighbour in steps.get(waiting.pop(), set()) - found:
            found.add(neighbour)
            waiting.append(neighbour)
    return found
