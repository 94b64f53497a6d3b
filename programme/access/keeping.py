"""What the services of accounts share: who may, the row as it is now, the note."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from programme.exceptions import CatalogueError
from programme.models import User
from programme.permissions import is_administrator


def check_administrator(by: User | None) -> None:
    """Raises PermissionDenied unless an administrator acts; None is the operator."""
    if by is not None and not is_administrator(by):
        raise PermissionDenied(_("Accounts are kept by administrators."))


def check_not_operators(user: User, by: User | None) -> None:
    """Raises CatalogueError for a superuser's account, which the operator keeps."""
    if user.is_superuser and by is not None:
        raise CatalogueError(_("The operator keeps this account."))


def locked(user: User) -> User:
    """The person's row as it is now; nobody else changes it until this is over."""
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def save(thing: models.Model) -> None:
    """Save what its own rules accept; raises CatalogueError with what they say."""
    try:
        thing.full_clean(exclude=["password"] if isinstance(thing, User) else None)
    except ValidationError as error:
        field = next(iter(error.message_dict))
        raise CatalogueError(" ".join(error.messages), field=field) from error
    thing.save()


def note(user: User, what: str, by: User | None) -> None:
    """Note who did what to the account, where the admin shows a row's history."""
    if by is not None:
        LogEntry.objects.log_actions(
            by.pk, [user], CHANGE, change_message=what, single_object=True
        )
