"""What every write to the catalogue does: who may, one row at a time, noted."""

from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from programme.exceptions import CatalogueError
from programme.models import User
from programme.permissions import is_administrator


class CatalogueMoved(CatalogueError):
    """The catalogue is no longer what the preview showed."""


def check_keeper(by: User | None) -> None:
    """Only an administrator changes the catalogue; the operator's shell is nobody."""
    if by is not None and not is_administrator(by):
        raise PermissionDenied


def locked(model: type[models.Model], key: int) -> Any:
    """The row as it is now, and nobody else changes it until this is over."""
    return model._default_manager.select_for_update(no_key=True).get(pk=key)


def save(thing: models.Model) -> None:
    """Save what its own rules accept; raises CatalogueError with what they say."""
    try:
        thing.full_clean()
    except ValidationError as error:
        raise CatalogueError(" ".join(error.messages)) from error
    thing.save()


def log(thing: models.Model, what: str, by: User | None) -> None:
    """Note who changed it, where the admin shows a row's history."""
    if by is not None:
        LogEntry.objects.log_actions(
            by.pk, [thing], CHANGE, change_message=what, single_object=True
        )


def check_seen(token: str, seen: str) -> None:
    """Raise CatalogueMoved where this is not what the preview showed."""
    if seen and seen != token:
        raise CatalogueMoved(
            _("The catalogue changed after the preview: look at the new one below.")
        )
