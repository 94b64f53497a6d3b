"""The indexes that this process keeps, each until its programme changes."""

from collections import defaultdict

from django.db import connection

from programme.models import Action, ActionBody, FormerText, Programme, Right
from programme.search.index import Beside, Found, Index

# what a word counts beside one of an action's own, 1: of its strategy, of a group that
# it names, of a body responsible for it, of how it was worded before
STRATEGY, GROUP, BODY, FORMER = 0.5, 0.25, 0.25, 0.9
FIELDS = [
    "pk",
    "code",
    "serial",
    "text_es",
    "text_en",
    "term",
    "right__code",
    "retired_from",
]

# Where a row stands and which transaction wrote it change whenever the row does, so
# this changes with any change of the catalogue's texts, by whatever road it came. Of
# what is said beside them the trail's last entries tell, which is quicker.
VERSIONS = """
select p.id,
  (select sum(hashtidextended(ctid, xmin::text::bigint)) from programme_action
    where programme_id = p.id),
  (select sum(hashtidextended(ctid, xmin::text::bigint)) from programme_right
    where programme_id = p.id),
  (select max(pgh_id) from programme_strategytrail),
  (select max(pgh_id) from programme_actionbodytrail),
  (select max(pgh_id) from programme_actiongrouptrail),
  (select max(pgh_id) from programme_formertexttrail),
  (select max(pgh_id) from programme_budgetunittrail)
from programme_programme p where p.id = any(%(programmes)s)
"""
_kept: dict[int, tuple[tuple, Index]] = {}


def index_of(programme: Programme, version: tuple | None = None) -> Index:
    """The programme's index; built when there is none or the catalogue has changed.

    One query for its `version`, where the caller did not ask for it already.
    """
    version = version or version_of(programme)
    kept = _kept.get(programme.pk)
    if kept is None or kept[0] != version:
        kept = _kept[programme.pk] = version, build_index(programme)
    return kept[1]


def version_of(programme: Programme) -> tuple:
    """What differs whenever anything that the index holds has changed; one query."""
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS, {"programmes": [programme.pk]})
        return cursor.fetchone()[1:]


def build_index(programme: Programme) -> Index:
    """A fresh index of the programme's actions, in order of code; six queries."""
    rights = Right.objects.filter(programme=programme)
    chapters = {one.code: f"{one.name_es} {one.name_en}" for one in rights}
    actions = Action.objects.filter(programme=programme).order_by("code")
    found = [Found(*row) for row in actions.values_list(*FIELDS)]
    return Index(found, chapters, _beside(programme))


def _beside(programme: Programme) -> dict[str, list[Beside]]:
    """For the code of an action its strategy, the groups it names, its bodies."""
    strategies = Action.objects.filter(programme=programme, strategy__isnull=False)
    groups = Right.objects.filter(actions_naming_it__programme=programme)
    bodies = ActionBody.objects.filter(action__programme=programme)
    beside: dict[str, list[Beside]] = defaultdict(list)
    for code, es, en in strategies.values_list(
        "code", "strategy__text_es", "strategy__text_en"
    ):
        beside[code].append(Beside(f"{es} {en}", STRATEGY))
    for code, es, en in groups.values_list(
        "actions_naming_it__code", "name_es", "name_en"
    ):
        beside[code].append(Beside(f"{es} {en}", GROUP))
    former = FormerText.objects.filter(action__programme=programme, until__gt=0)
    for code, es, en in former.values_list("action__code", "text_es", "text_en"):
        beside[code].append(Beside(f"{es} {en}", FORMER))
    for code, name, unit in bodies.values_list("action__code", "name", "unit__name"):
        beside[code].append(Beside(name or unit, BODY))
    return beside
