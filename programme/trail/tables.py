"""The recorded tables and their fields, in the words of whoever reads the trail."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from pghistory.core import event_models

# what the models themselves leave unsaid
TABLES = {
    "programme_user": _("person"),
    "programme_user_groups": _("role of a person"),
    "programme_action_population_groups": _("population group of an action"),
}
FIELDS = {
    "by": _("person"),
    "at": _("time"),
    "user": _("person"),
    "group": _("role"),
    "predecessor": _("earlier action"),
    "successor": _("later action"),
    "change": _("change of the catalogue"),
    "undone_by": _("undone by"),
    "copied_from": _("copied from"),
    "submitted_by": _("submitted by"),
    "approved_by": _("approved by"),
    "replied_by": _("answered by"),
    "replied_at": _("answered at"),
    "resolved_by": _("resolved by"),
    "resolved_at": _("resolved at"),
    "published_by": _("published by"),
    "confirmed_by": _("confirmed by"),
    "legal_basis_es": _("legal basis in Spanish"),
    "legal_basis_en": _("legal basis in English"),
}


@dataclass(frozen=True)
class Table:
    """A recorded table: what it is called, and what the trail keeps of it."""

    model: type[models.Model]
    columns: tuple[str, ...]

    @property
    def source(self) -> str:
        """The name of the table, as the entries tell it."""
        return self.model._meta.db_table

    @property
    def name(self) -> str:
        """What one of its rows is, in the reader's language."""
        said = TABLES.get(self.source)
        return capfirst(str(said or self.model._meta.verbose_name))

    def field(self, column: str) -> Any:
        """The field of this column; None for one that the table no longer has."""
        known = self.model._meta.concrete_fields
        return next((one for one in known if one.column == column), None)

    def label(self, column: str) -> str:
        """What this column says of a row, in the reader's language."""
        field = self.field(column)
        if field is None:
            return column
        return capfirst(str(told_of(field) or column))


def told_of(field: Any) -> Any:
    """A field's name in words: its own, or what it refers to; None if none is given."""
    if field.primary_key and field.name == "id":
        return _("number of the row")
    # the name as the model gives it: Django's own guess is never translated
    if field._verbose_name is not None:
        return field._verbose_name
    if said := FIELDS.get(field.name):
        return said
    return field.related_model._meta.verbose_name if field.related_model else None


@cache
def tables() -> dict[str, Table]:
    """Every recorded table by its name in the database."""
    found = {}
    for entries in event_models():
        model = entries.pgh_tracked_model  # type: ignore[attr-defined]
        kept = [one.column or "" for one in entries._meta.concrete_fields]
        columns = tuple(one for one in kept if not one.startswith("pgh_"))
        found[model._meta.db_table] = Table(model, columns)
    return found
