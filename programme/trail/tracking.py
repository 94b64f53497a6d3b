"""Which tables the trail records, and what an entry is."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
import pgtrigger
from django.db import models
from pghistory.models import Event

SEQUENCE = "trail_entry_id"  # one for every table: entries have one order
Model = TypeVar("Model", bound=type[models.Model])


class NextEntry(models.Func):
    """The next number of the one sequence that all entries share."""

    template = f"nextval('{SEQUENCE}')"
    output_field = models.BigIntegerField()


class Entry(Event):
    """A row of a recorded table as it was after an insert or update, or before a
    delete; `pgh_label` says which, `pgh_context` who and why."""

    pgh_id = models.BigIntegerField(primary_key=True, db_default=NextEntry())

    class Meta:
        abstract = True


def tracked(
    *, exclude: tuple[str, ...] = (), index: str = "id", name: str = ""
) -> Callable[[Model], Model]:
    """The model, each of whose changes is recorded: one trigger a statement.

    `index` is the field by which its entries are looked up; `exclude` names fields
    that the trail does not keep (secrets, and copies that it keeps the hash of); `name`
    is what the table of its entries is called, by default the model and "Trail".
    """

    def decorated(model: Model) -> Model:
        called = name or f"{model.__name__}Trail"
        place = models.Index(fields=[index], name=f"{called.lower()}_place")
        return pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            base_model=Entry,
            model_name=called,
            obj_field=None,
            context_field=pghistory.ContextForeignKey(db_index=False),
            exclude=list(exclude),
            level=pgtrigger.Statement,
            meta={"indexes": [place]},
        )(model)

    return decorated
