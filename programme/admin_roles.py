"""Who may do what in the administration pages, the same for the tables of every app."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.permissions import ADMINISTRATOR, AUDITOR, roles_held
from programme.uses import in_use

NAMED = 10  # rows named among those that keep another from being deleted


def may_keep(request: HttpRequest) -> bool:
    """Whether the person keeps catalogue and accounts: an administrator. Being a
    superuser is no role."""
    return _powers(request)[0]


def may_look(request: HttpRequest) -> bool:
    """Whether the person may read these pages: whoever keeps them, and the auditor."""
    return any(_powers(request))


def _powers(request: HttpRequest) -> tuple[bool, bool]:
    """Whether the person keeps, and whether they audit: looked up once a request,
    because a page asks it for each table that it names."""
    if not hasattr(request, "powers_here"):
        roles = roles_held(request.user)
        request.powers_here = (ADMINISTRATOR in roles, AUDITOR in roles)
    return request.powers_here


def told_in_words(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of a ModelAdmin that tells what the database refused, changing nothing."""

    @wraps(view)
    def told(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(self, request, *args, **kwargs)
        except IntegrityError as error:
            reason = str(error).partition("\n")[0]
            messages.error(
                request,
                _("Nothing was changed: the database refused it. %(reason)s")
                % {"reason": reason},
            )
            return HttpResponseRedirect(request.get_full_path())

    return told


class ReadOnlyAdmin(admin.ModelAdmin):
    """A table to look at: nobody adds, changes or deletes its rows here.

    `kept_on` names the page of the desk where they change, and what it is called.
    """

    kept_on: tuple[str, Any] | None = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever may look sees the app."""
        return may_look(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators and auditors look."""
        return may_look(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        """The list, with the way to the page where its rows change."""
        return super().changelist_view(request, self._with_way(extra_context))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        """One row, with the same way."""
        told = self._with_way(extra_context)
        return super().changeform_view(request, object_id, form_url, told)

    def _with_way(self, context: dict | None) -> dict:
        if self.kept_on is None:
            return context or {}
        page, called = self.kept_on
        return {**(context or {}), "kept_on": reverse(page), "kept_called": called}


class RoleAdmin(ReadOnlyAdmin):
    """A table that the administrator keeps and the auditor reads."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators."""
        return may_keep(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators."""
        return may_keep(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators; what is cited or responsible is protected all the same."""
        return may_keep(request)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """What would go with these rows; what keeps them is named before what the
        person may not delete, a few of each."""
        listed, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if not protected:
            return listed, counts, lacking, protected
        more = len(protected) - NAMED
        tail = [_("and %(count)s more") % {"count": more}] if more > 0 else []
        return listed, counts, set(), [*protected[:NAMED], *tail]

    @told_in_words
    def changeform_view(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """The page that adds or changes a row."""
        return super().changeform_view(request, *args, **kwargs)

    @told_in_words
    def delete_view(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """The page that deletes a row."""
        return super().delete_view(request, *args, **kwargs)

    @told_in_words
    def changelist_view(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """The page that lists the rows, and acts on those chosen."""
        return super().changelist_view(request, *args, **kwargs)


class StandingAdmin(RoleAdmin):
    """A table on whose rows proposals and publications stand.

    `standing` names the fields that then change by the services of the desk alone,
    and such a row is not deleted. Rows are deleted one by one, never many at a press.
    """

    standing: Sequence[str] = ()
    fixed: Sequence[str] = ()  # fields that never change once a row is there

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What stands, of a row that is there."""
        if obj is None:
            return []
        return [*self.fixed, *(self.standing if in_use(obj) else ())]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators, where nothing handed in or published stands on the row."""
        return super().has_delete_permission(request, obj) and not (
            obj is not None and in_use(obj)
        )

    def get_actions(self, request: HttpRequest) -> dict:
        """Without deleting many at once."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


class ReadOnlyInline(admin.TabularInline):
    """Rows that belong to another, to look at."""

    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators and auditors look."""
        return may_look(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    has_change_permission = has_delete_permission = has_add_permission


class RoleInline(ReadOnlyInline):
    """Rows that belong to another, kept by the administrator."""

    can_delete = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators."""
        return may_keep(request)

    has_change_permission = has_delete_permission = has_add_permission
