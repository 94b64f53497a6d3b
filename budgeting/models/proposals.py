from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgeting.models.years import FiscalYear
from programme.models import BudgetUnit
from programme.trail import tracked
from programme.trail.sealing import GENESIS


class Status(models.TextChoices):
    """How far a proposal has come (method.md, 3)."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")


class Origin(models.TextChoices):
    """How a proposal came into the system."""

    ENTERED = "entered", _("Entered by the unit")
    IMPORTED = "imported", _("Imported from a file")
    ON_BEHALF = "on_behalf", _("Formulated by Finance on the unit's behalf")


class ProposalQuerySet(models.QuerySet):
    def standing(self):
        """Proposals but those whose import was undone: these hold nothing."""
        return self.exclude(origin=Origin.IMPORTED, status=Status.DRAFT)

    def visible_to(self, user, roles=None):
        """Proposals this person may read: of their units; of all once submitted,
        for Finance; every one, for the auditor. `roles`: theirs outside any unit,
        where the caller has read them."""
        from budgeting.permissions import proposals_visible_to

        return proposals_visible_to(self, user, roles)


@tracked()
class Proposal(models.Model):
    """A unit's draft budget (anteproyecto) for one year."""

    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="proposals", db_index=False
    )
    unit = models.ForeignKey(BudgetUnit, models.PROTECT, related_name="proposals")
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT
    )
    origin = models.CharField(
        _("origin"), max_length=10, choices=Origin, default=Origin.ENTERED
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    return_due = models.DateField(_("to be answered by"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    source_hash = models.CharField(
        _("hash of the imported rows"), max_length=64, blank=True
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-fiscal_year", "unit__code"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "unit"],
                name="proposal_one_per_unit_and_year",
                violation_error_message=_(
                    "This unit already has a proposal for the year."
                ),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "returned", "approved"]),
                name="proposal_status_known",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=["entered", "imported", "on_behalf"]),
                name="proposal_origin_known",
            ),
            models.CheckConstraint(
                condition=Q(origin="imported", submitted_at__isnull=True)
                | ~Q(origin="imported") & Q(status="draft", submitted_at__isnull=True)
                | ~Q(origin="imported")
                & ~Q(status="draft")
                & Q(submitted_at__isnull=False),
                name="proposal_submitted_at_iff_submitted",
            ),
            models.CheckConstraint(
                condition=Q(status="approved", approved_at__isnull=False)
                | ~Q(status="approved") & Q(approved_at__isnull=True),
                name="proposal_approved_at_iff_approved",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved")
                | Q(origin="imported")
                | Q(approved_by__isnull=False),
                name="proposal_approved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year_id} {self.unit}"

    def last_approved(self) -> "Proposal | None":
        """The unit's approved proposal of the latest earlier year, if there is one."""
        earlier = Proposal.objects.filter(
            unit=self.unit_id,
            status=Status.APPROVED,
            fiscal_year__lt=self.fiscal_year_id,
        )
        latest = earlier.select_related("fiscal_year", "unit")
        return latest.order_by("-fiscal_year_id").first()

    @property
    def is_open(self) -> bool:
        """Whether its lines may still change: a draft, or returned to its unit."""
        return self.status in (Status.DRAFT, Status.RETURNED)


@tracked(index="proposal")
class Contribution(models.Model):
    """A person who edited, cited, imported into or submitted a proposal, once.

    Whoever is named here may not approve the proposal (method.md, 3).
    """

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, related_name="contributions", db_index=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="contributions"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "by"], name="contribution_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.by}"


@tracked(exclude=("content",), index="proposal")
class Submission(models.Model):
    """An immutable, numbered, hashed copy of a proposal at each submit."""

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, related_name="submissions", db_index=False
    )
    number = models.PositiveIntegerField(_("number"))
    content = models.JSONField(_("content"))
    content_hash = models.CharField(_("SHA-256 of the content"), max_length=64)
    signer = models.CharField(_("signed by"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="submissions"
    )
    at = models.DateTimeField(_("time"))
    # the head of the trail at that moment: what committed before is under this hash
    trail_position = models.BigIntegerField(_("sealed entries of the trail"), default=0)
    trail_hash = models.CharField(
        _("hash of the trail"), max_length=64, default=GENESIS
    )

    class Meta:
        ordering = ["proposal_id", "number"]
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "number"], name="submission_numbered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} #{self.number}"
