"""The administration pages of years and budgets: ceilings are kept, all else read."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from budgeting.models import (
    Ceiling,
    Citation,
    Event,
    Extension,
    FiscalYear,
    Observation,
    PolicyFramework,
    Proposal,
    SpendingLine,
    Submission,
    Waiver,
    YearProgramme,
)
from programme.admin_roles import ReadOnlyAdmin, ReadOnlyInline
from programme.templatetags.words import money

admin.site.unregister(ProcrastinateJob)  # what waits is told by the letters themselves


class MoneyMixin:
    """Shows an amount as every other page of the site does."""

    @admin.display(description=_("Amount"), ordering="amount")
    def shown_amount(self, row: Ceiling | SpendingLine | Waiver) -> str:
        """The amount, its thousands apart."""
        return money(row.amount)


class YearProgrammeInline(ReadOnlyInline):
    model = YearProgramme


@admin.register(FiscalYear)
class FiscalYearAdmin(ReadOnlyAdmin):
    """The terms of a year change on the desk, by their services."""

    list_display = ["year", "linking", "opens_on", "closes_on", "closed_at"]
    inlines = [YearProgrammeInline]
    kept_on = ("budgeting:fiscalyear_list", _("Prepare and change years: on the desk"))


@admin.register(Ceiling)
class CeilingAdmin(MoneyMixin, ReadOnlyAdmin):
    """Ceilings change on the desk, with a reason, or by a file."""

    kept_on = ("budgeting:ceiling_list", _("Change the ceilings: on the desk"))
    list_display = ["fiscal_year", "unit", "chapter", "shown_amount"]
    list_filter = ["fiscal_year", "chapter"]
    list_select_related = ["fiscal_year", "unit"]
    search_fields = ["unit__code", "unit__name"]


class OfProposalAdmin(ReadOnlyAdmin):
    """Rows of proposals, as far as the person may read their proposals at all."""

    proposal = "proposal"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Rows of the proposals that this person may read."""
        visible = Proposal.objects.visible_to(request.user)
        return super().get_queryset(request).filter(**{f"{self.proposal}__in": visible})


@admin.register(Proposal)
class ProposalAdmin(OfProposalAdmin):
    proposal = "pk"
    list_display = ["fiscal_year", "unit", "status", "origin", "submitted_at"]
    list_filter = ["fiscal_year", "status", "origin"]
    list_select_related = ["fiscal_year", "unit"]
    search_fields = ["unit__code", "unit__name"]


@admin.register(PolicyFramework)
class PolicyFrameworkAdmin(OfProposalAdmin):
    list_display = ["code", "name", "proposal", "removed_at"]
    list_select_related = ["proposal__unit"]
    search_fields = ["code", "name"]


@admin.register(SpendingLine)
class SpendingLineAdmin(MoneyMixin, OfProposalAdmin):
    list_display = ["code", "proposal", "object_code", "shown_amount", "removed_at"]
    list_select_related = ["proposal__unit"]
    search_fields = ["code", "description"]


@admin.register(Citation)
class CitationAdmin(OfProposalAdmin):
    proposal = "line__proposal"
    list_display = ["line", "action", "share", "strength"]
    list_select_related = ["line", "action"]


@admin.register(Submission)
class SubmissionAdmin(OfProposalAdmin):
    list_display = ["proposal", "number", "signer", "at", "content_hash"]
    list_select_related = ["proposal__unit"]


@admin.register(Observation)
class ObservationAdmin(OfProposalAdmin):
    list_display = ["proposal", "line_code", "text", "severity", "resolution"]
    list_filter = ["severity", "resolution"]
    list_select_related = ["proposal__unit"]


@admin.register(Waiver)
class WaiverAdmin(MoneyMixin, OfProposalAdmin):
    proposal = "line__proposal"
    list_display = ["line", "reason", "shown_amount", "by", "at", "lapsed_at"]
    list_select_related = ["line", "by"]


@admin.register(Extension)
class ExtensionAdmin(ReadOnlyAdmin):
    list_display = ["fiscal_year", "unit", "until", "reason", "by"]
    list_select_related = ["fiscal_year", "unit", "by"]


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ["at", "kind", "fiscal_year", "unit", "by", "note"]
    list_filter = ["kind", "fiscal_year"]
    list_select_related = ["fiscal_year", "unit", "by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Events of years, and of the proposals that this person may read."""
        visible = Proposal.objects.visible_to(request.user)
        return (
            super()
            .get_queryset(request)
            .filter(Q(proposal=None) | Q(proposal__in=visible))
        )
