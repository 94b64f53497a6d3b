"""Writing what a programme workbook says: one statement a table, changed rows only."""

from typing import Any

from programme.imports.edition import Edition, EditionFile
from programme.models import Action, ActionBody, Programme, Right, Strategy

LISTS = ("responsible_units", "population_groups")


def write_edition(said: EditionFile, known: Edition) -> None:
    """Create or update the edition; rows that say nothing new are not touched."""
    programme = _write_programme(said, known)
    rights = _write_rights(said, programme, known)
    strategies = _write_strategies(said, programme, rights, known)
    actions = _write_actions(said, programme, (rights, strategies), known)
    _write_bodies(said, actions, known)
    _write_groups(said, actions, rights)


def _write_programme(said: EditionFile, known: Edition) -> Programme:
    if not said.programme_changed and known.programme:
        return known.programme
    values = dict(said.programme)
    code = values.pop("code")
    return Programme.objects.update_or_create(code=code, defaults=values)[0]


def _upsert(model: Any, rows: list[Any], fields: list[str]) -> dict[str, Any]:
    """Insert the rows, or update those whose code the programme has; by code."""
    model.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["programme", "code"],
        update_fields=fields,
        batch_size=5000,
    )
    return {row.code: row for row in rows}


def _write_rights(
    said: EditionFile, programme: Programme, known: Edition
) -> dict[str, Right]:
    rows = [
        Right(programme=programme, code=code, **said.rows["rights"][code])
        for code in sorted(said.changed["rights"])
    ]
    fields = ["nucleus", "kind", "name_es", "name_en"]
    return known.rights | _upsert(Right, rows, fields)


def _write_strategies(
    said: EditionFile, programme: Programme, rights: dict[str, Right], known: Edition
) -> dict[str, Strategy]:
    rows = [
        Strategy(
            programme=programme,
            code=code,
            right=rights[code.rpartition(".")[0]],
            **said.rows["strategies"][code],
        )
        for code in sorted(said.changed["strategies"])
    ]
    fields = ["right", "text_es", "text_en"]
    return known.strategies | _upsert(Strategy, rows, fields)


def _write_actions(
    said: EditionFile,
    programme: Programme,
    parents: tuple[dict[str, Right], dict[str, Strategy]],
    known: Edition,
) -> dict[str, Action]:
    rights, strategies = parents
    rows = []
    for code in sorted(said.changed["actions"]):
        values = dict(said.rows["actions"][code])
        for name in LISTS:
            values.pop(name)
        parent = code.rpartition(".")[0]
        strategy = strategies.get(parent)
        right_id = strategy.right_id if strategy else rights[parent].pk
        rows.append(
            Action(
                programme=programme,
                code=code,
                right_id=right_id,
                strategy=strategy,
                **values,
            )
        )
    fields = ["right", "strategy", "text_es", "text_en", "term", "action_type"]
    return known.actions | _upsert(Action, rows, [*fields, "carried_out_since"])


def _write_bodies(
    said: EditionFile, actions: dict[str, Action], known: Edition
) -> None:
    changed = said.changed["actions"]
    ActionBody.objects.filter(action__in=[actions[c].pk for c in changed]).delete()
    ActionBody.objects.bulk_create(
        ActionBody(
            action=actions[code],
            position=position,
            unit=known.units.get(body),
            name="" if body in known.units else body,
        )
        for code in sorted(changed)
        for position, body in enumerate(said.rows["actions"][code][LISTS[0]], start=1)
    )


def _write_groups(
    said: EditionFile, actions: dict[str, Action], rights: dict[str, Right]
) -> None:
    naming = Action.population_groups.through
    changed = said.changed["actions"]
    naming.objects.filter(action__in=[actions[c].pk for c in changed]).delete()
    naming.objects.bulk_create(
        naming(action=actions[code], right=rights[group])
        for code in sorted(changed)
        for group in said.rows["actions"][code]["population_groups"]
    )
