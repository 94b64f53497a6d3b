"""What actions came from and what they became, through recorded successions."""

from collections.abc import Mapping

from reporting.models import PublishedSuccession

Key = tuple[str, str]  # a programme's code and an action's


def lineage(editions: list[int], key: Key) -> set[Key]:
    """The action, what it came from, and what it became, at any remove."""
    steps = PublishedSuccession.objects.filter(publication__in=editions).values_list(
        "predecessor_programme",
        "predecessor_code",
        "successor_programme",
        "successor_code",
    )
    before: dict[Key, set[Key]] = {}
    after: dict[Key, set[Key]] = {}
    for old_programme, old, new_programme, new in steps:
        before.setdefault((new_programme, new), set()).add((old_programme, old))
        after.setdefault((old_programme, old), set()).add((new_programme, new))
    return reached(before, key) | reached(after, key)


def reached(steps: Mapping[Key, set[Key]], *start: Key) -> set[Key]:
    """These keys, and everything that steps lead to from them."""
    found, waiting = set(start), list(start)
    while waiting:
        for neighbour in steps.get(waiting.pop(), set()) - found:
            found.add(neighbour)
            waiting.append(neighbour)
    return found
