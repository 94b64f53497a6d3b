"""Which population groups a line's words name, told from the catalogue itself."""

from collections.abc import Container

from django.db.models import QuerySet

from budgeting.suggestions.asked import Asked
from budgeting.suggestions.catalogue import OWN, Catalogue, telling_words
from programme.models import Action, Programme, Right
from programme.search.words import stem

TELLS = 0.5  # the part of the actions having a word that must serve the group


def groups_named(asked: Asked, programme: Programme, catalogue: Catalogue) -> set[str]:
    """Codes of the groups that the description or the target population names."""
    words = words_of_groups(programme, catalogue)
    said = {stem(w) for w in telling_words(f"{asked.description} {asked.population}")}
    return {code for code, telling in words.items() if telling & said}


def actions_serving(programme: Programme, codes: set[str]) -> dict[int, str]:
    """By action, the first of these groups that it serves: it stands in the group's
    chapter or names it (method.md, 5)."""
    served: dict[int, str] = {}
    if not codes:
        return served
    own = Action.objects.filter(right__in=_groups(programme).filter(code__in=codes))
    naming = Action.population_groups.through.objects.filter(
        action__programme=programme, right__code__in=codes
    )
    for action, code in [
        *own.values_list("pk", "right__code"),
        *naming.order_by("right__code", "pk").values_list("action", "right__code"),
    ]:
        served.setdefault(action, code)
    return served


def words_of_groups(programme: Programme, catalogue: Catalogue) -> dict[str, set[str]]:
    """By group, the words of its name that tell it; kept with the catalogue."""
    if not catalogue.groups:
        catalogue.groups.update(_words(programme, catalogue))
    return catalogue.groups


def _words(programme: Programme, catalogue: Catalogue) -> dict[str, set[str]]:
    words: dict[str, set[str]] = {}
    for group in _groups(programme):
        serving = actions_serving(programme, {group.code})
        words[group.code] = {
            stem(word)
            for word in telling_words(f"{group.name_es} {group.name_en}")
            if _tells(stem(word), serving, catalogue)
        }
    return words


def _tells(one: str, serving: Container[int], catalogue: Catalogue) -> bool:
    """Whether a good part of the actions that have this word serve the group."""
    places = catalogue.places.get(one, {})
    having = [catalogue.actions[p].action_id for p, x in places.items() if x == OWN]
    serve = sum(action in serving for action in having)
    return serve > 0 and serve >= TELLS * len(having)


def _groups(programme: Programme) -> QuerySet[Right]:
    groups = Right.objects.filter(programme=programme, kind=Right.Kind.GROUP)
    return groups.order_by("code")
