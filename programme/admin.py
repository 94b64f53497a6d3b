"""The administration pages of the catalogue, of units and of people."""

from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from allauth.usersessions.admin import UserSession
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportMixin

from programme.access.sessions import end_sessions
from programme.admin_forms import (
    ActionForm,
    MembershipForm,
    StrategyForm,
)
from programme.admin_roles import (
    ReadOnlyAdmin,
    RoleAdmin,
    RoleInline,
    StandingAdmin,
)
from programme.models import (
    Action,
    ActionBody,
    BudgetUnit,
    FactorReset,
    ImportBatch,
    Membership,
    Programme,
    Restoration,
    Right,
    Strategy,
    Succession,
    User,
)
from programme.permissions import is_active
from programme.resources import ActionResource, UnitResource, Workbook
from programme.step_up import fresh_factor_required
from programme.texts import text_of
from programme.views.people import warn_of_same_email

OPENING = 14  # words of a text that a list shows

admin.site.unregister(Group)  # the roles are fixed; people are given them in their page
# factors and sessions are their person's; two administrators reset a lost one
admin.site.unregister([Authenticator, EmailAddress, UserSession])


class SheetMixin(ExportMixin):
    """Gives the rows shown as the workbook that the import reads, at one press."""

    formats = [Workbook]
    skip_export_form = True
    skip_export_form_from_action = True

    def get_data_for_export(self, request: HttpRequest, queryset, **kwargs):
        """The rows, numbers as numbers."""
        kwargs["force_native_type"] = True
        return super().get_data_for_export(request, queryset, **kwargs)


@admin.register(Programme)
class ProgrammeAdmin(StandingAdmin):
    list_display = ["code", "name_es", "kind", "in_force_from", "in_force_until"]
    fixed = ["code"]  # what files and publications know it by
    standing = ["kind"]
    kept_on = ("programme:programme_list", _("Whole editions, as workbooks"))


class PartAdmin(StandingAdmin):
    """A table whose rows belong to a programme and never change it."""

    list_filter = ["programme"]
    list_select_related = ["programme"]
    ordering = ["programme", "code"]
    fixed = ["programme", "code"]  # codes are never reused

    @admin.display(description=_("Text"))
    def opening(self, part: Strategy | Action) -> str:
        """The first words of its text."""
        return Truncator(text_of(part, "text").value).words(OPENING)

    @admin.display(description=_("Programme"), ordering="programme__code")
    def edition(self, part: Right | Strategy | Action) -> str:
        """The code of its programme."""
        return part.programme.code


@admin.register(Right)
class RightAdmin(PartAdmin):
    standing = ["kind"]
    list_display = ["code", "name_es", "kind", "nucleus", "edition"]
    search_fields = ["code", "name_es", "name_en"]


@admin.register(Strategy)
class StrategyAdmin(PartAdmin):
    form = StrategyForm
    fixed = ["programme", "code", "right"]  # its code begins with its right's
    list_display = ["code", "opening", "edition"]
    search_fields = ["code", "text_es", "text_en"]
    autocomplete_fields = ["right"]


class BodyInline(RoleInline):
    model = ActionBody
    autocomplete_fields = ["unit"]


@admin.register(Action)
class ActionAdmin(SheetMixin, PartAdmin):
    form = ActionForm
    resource_classes = [ActionResource]
    list_display = ["code", "opening", "term", "retired_from", "edition"]
    list_filter = ["programme", "term", "action_type"]
    search_fields = ["code", "text_es", "text_en"]
    autocomplete_fields = ["right", "strategy", "population_groups"]
    inlines = [BodyInline]
    # its place is in its code; it is retired, renamed, merged and split on the desk
    fixed = ["programme", "code", "serial", "right", "strategy"]
    standing = ["text_es", "text_en"]
    kept_on = (
        "programme:programme_list",
        _("Retire, rename, merge or split: in the catalogue"),
    )

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        """What stands, and the year of retirement, which has a service of its own."""
        return [*super().get_readonly_fields(request, obj), "retired_from"]


@admin.register(Succession)
class SuccessionAdmin(ReadOnlyAdmin):
    """What became of actions: recorded and taken back on the desk."""

    kept_on = ActionAdmin.kept_on
    list_display = ["predecessor", "successor", "kind", "year"]
    list_select_related = ["predecessor", "successor"]


@admin.register(BudgetUnit)
class BudgetUnitAdmin(SheetMixin, StandingAdmin):
    fixed = ["code"]  # what files and publications know it by
    standing = ["name", "kind"]
    resource_classes = [UnitResource]
    list_display = ["code", "name", "kind", "sector", "obliged_from", "obliged_until"]
    list_filter = ["kind", "sector"]
    search_fields = ["code", "name"]
    kept_on = (
        "programme:unit_list",
        _("Another name or kind, merge or split: in the list of units"),
    )


@admin.register(Membership)
class MembershipAdmin(RoleAdmin):
    form = MembershipForm
    list_display = ["user", "unit", "role", "since", "until"]
    list_filter = ["role"]
    list_select_related = ["user", "unit"]
    search_fields = ["user__username", "user__last_name", "unit__code", "unit__name"]
    autocomplete_fields = ["user", "unit"]


@admin.register(User)
class PersonAdmin(RoleAdmin, UserAdmin):
    list_display = ["username", "first_name", "last_name", "is_active", "expires_on"]
    list_filter = ["groups", "is_active"]
    filter_horizontal: list[str] = []
    fieldsets = [
        (None, {"fields": ["username"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email", "language"]}),
        (_("Access"), {"fields": ["is_active", "expires_on", "roles"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        """Roles take two people, on their own page; nobody prolongs their account."""
        own = ["is_active", "expires_on"] if obj == request.user else []
        return ["last_login", "date_joined", "roles", *own]

    @admin.display(description=_("Roles outside the units"))
    def roles(self, person: User) -> str:
        """The roles held now, and the way to the page where they are given."""
        held = [str(one.get_role_display()) for one in person.role_grants.held()]
        return format_html(
            '{} <a href="{}">{}</a>',
            ", ".join(held) or "–",
            reverse("programme:role_list"),
            _("Ask for a role, confirm it or take it away"),
        )

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        """Nobody: an account is closed, so that its history keeps a name."""
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        """Administrators; the operator's superuser is no administrator's to change."""
        own = obj is None or not obj.is_superuser or request.user.is_superuser
        return own and super().has_change_permission(request, obj)

    def changeform_view(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """An account's page; saving it asks once more who it is."""
        view = super().changeform_view
        saves = request.method == "POST"
        guarded = fresh_factor_required(view) if saves else view
        return guarded(request, *args, **kwargs)

    def user_change_password(
        self, request: HttpRequest, *args, **kwargs
    ) -> HttpResponse:
        """Nobody: who forgot a password is sent a new link, from the person's page."""
        raise PermissionDenied(_("Give the person a new link, on their own page."))

    def save_model(self, request: HttpRequest, user: User, form, change: bool) -> None:
        """Keep it, end the sessions of an account over, point a same e-mail out."""
        super().save_model(request, user, form, change)
        if not is_active(user):
            end_sessions(user)
        if not change or "email" in form.changed_data:
            warn_of_same_email(request, user)


@admin.register(FactorReset)
class FactorResetAdmin(ReadOnlyAdmin):
    list_display = ["user", "asked_by", "asked_at", "confirmed_by", "confirmed_at"]
    list_select_related = ["user", "asked_by", "confirmed_by"]


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ["file_name", "kind", "year", "outcome", "by", "at"]
    list_filter = ["kind", "outcome"]
    list_select_related = ["by"]
    exclude = ["stored_file"]


@admin.register(Restoration)
class RestorationAdmin(ReadOnlyAdmin):
    list_display = ["at", "made_at", "head_position", "differences"]


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    list_display = ["action_time", "user", "content_type", "object_repr", "message"]
    list_select_related = ["user", "content_type"]
    date_hierarchy = "action_time"

    @admin.display(description=_("What changed"))
    def message(self, entry: LogEntry) -> str:
        """What was changed, in words."""
        return entry.get_change_message()
