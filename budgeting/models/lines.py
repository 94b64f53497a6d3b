from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from budgeting.models.money_fields import AmountField
from budgeting.models.proposals import Proposal
from programme.models import Action, Programme
from programme.trail import tracked


@tracked(index="proposal")
class PolicyFramework(models.Model):
    """One "public policy framework" form (Marco de Política Pública) of a proposal,
    for one institutional activity (actividad institucional)."""

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, related_name="frameworks", db_index=False
    )
    code = models.CharField(_("code"), max_length=20, db_collation="C")
    name = models.CharField(_("institutional activity"), max_length=300)
    problem = models.TextField(_("problem and evidence"), blank=True)
    objective = models.TextField(_("objective"), blank=True)
    target_population = models.TextField(_("target population"), blank=True)
    expected_result = models.TextField(_("expected result"), blank=True)
    unit_of_measure = models.CharField(_("unit of measure"), max_length=150, blank=True)
    physical_target = models.DecimalField(
        _("physical target of the year"),
        max_digits=15,
        decimal_places=2,
        null=True,
        blank=True,
    )
    monthly_targets = ArrayField(
        models.DecimalField(max_digits=15, decimal_places=2, null=True, blank=True),
        verbose_name=_("physical target by month"),
        size=12,
        default=list,
        blank=True,
    )
    indicator = models.TextField(_("indicator"), blank=True)
    function = models.CharField(_("function"), max_length=20, blank=True)
    gender_perspective = models.TextField(_("gender perspective"), blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    version = models.PositiveIntegerField(_("version"), default=1)
    pending = models.JSONField(_("typed but not read yet"), default=dict, blank=True)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, related_name="copies", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    class Meta:
        ordering = ["proposal_id", "position", "code"]
        verbose_name = _("policy framework")
        verbose_name_plural = _("policy frameworks")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "code"],
                condition=Q(removed_at__isnull=True),
                name="policyframework_code_unique_in_proposal",
                violation_error_message=_(
                    "This proposal already has a framework with this code."
                ),
            ),
            # the target of the lines' composite key: both are of one proposal
            models.UniqueConstraint(
                fields=["id", "proposal"], name="policyframework_with_proposal"
            ),
            models.CheckConstraint(
                condition=Q(physical_target__isnull=True) | Q(physical_target__gte=0),
                name="policyframework_target_not_negative",
                violation_error_message=_("Enter a target of zero or more."),
            ),
        ]
        indexes = [
            models.Index(fields=["proposal"], name="policyframework_of_proposal")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def unreviewed(self) -> bool:
        """Whether it was copied and nobody confirmed it yet."""
        return self.copied_from_id is not None and self.confirmed_at is None


class SpendingLineQuerySet(models.QuerySet):
    def kept(self):
        """Lines that were not removed."""
        return self.filter(removed_at__isnull=True)

    def citing(self, programme: Programme):
        """Lines that cite at least one action of this programme."""
        citations = Citation.objects.filter(line=OuterRef("pk"), programme=programme)
        return self.filter(Exists(citations))

    def uncited(self):
        """Lines that cite no action."""
        return self.filter(~Exists(Citation.objects.filter(line=OuterRef("pk"))))


@tracked(index="proposal")
class SpendingLine(models.Model):
    """One line of a policy framework: an object of expenditure and its amount."""

    class Screened(models.TextChoices):
        NONE = "none", _("No action applies")

    # Framework and proposal are one key, held by statement triggers
    # (sql/keys_by_sets.sql): the framework's row has the key of the proposal.
    proposal = models.ForeignKey(
        Proposal,
        models.PROTECT,
        related_name="lines",
        db_constraint=False,
        db_index=False,
    )
    framework = models.ForeignKey(
        PolicyFramework, models.PROTECT, related_name="lines", db_constraint=False
    )
    code = models.CharField(_("line code"), max_length=20, db_collation="C")
    object_code = models.CharField(
        _("object of expenditure (partida)"),
        max_length=4,
        validators=[
            RegexValidator(
                r"^[1-9][0-9]{3}$", _("A partida is four digits, 1000 to 9999.")
            )
        ],
    )
    description = models.CharField(_("description"), max_length=1000)
    amount = AmountField(_("amount"))
    territory = models.CharField(_("territory"), max_length=200, blank=True)
    classification = models.JSONField(
        _("other segments of the budget key"), default=dict, blank=True
    )
    screened = models.CharField(
        _("screened"), max_length=10, choices=Screened, blank=True
    )
    screened_reason = models.CharField(
        _("reason why no action applies"), max_length=500, blank=True
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    version = models.PositiveIntegerField(_("version"), default=1)
    pending = models.JSONField(_("typed but not read yet"), default=dict, blank=True)
    copied_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        related_name="copies",
        null=True,
        blank=True,
        db_index=False,
    )
    # citations of the source whose actions this year does not offer (None: none waits)
    undecided = models.JSONField(
        _("citations to decide about"), null=True, blank=True, default=None
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    objects = SpendingLineQuerySet.as_manager()

    class Meta:
        ordering = ["proposal_id", "framework_id", "position", "code"]
        verbose_name = _("spending line")
        verbose_name_plural = _("spending lines")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "code"],
                condition=Q(removed_at__isnull=True),
                name="spendingline_code_unique_in_proposal",
                violation_error_message=_(
                    "This proposal already has a line with this code."
                ),
            ),
            AmountField.constraint("spendingline"),
            models.CheckConstraint(
                condition=~Q(code=""),
                name="spendingline_coded",
                violation_error_message=_("Give the line a code."),
            ),
            models.CheckConstraint(
                condition=Q(screened="", screened_reason="")
                | Q(screened="none") & ~Q(screened_reason=""),
                name="spendingline_screened_with_reason",
                violation_error_message=_("Say why no action applies."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["copied_from"],
                condition=Q(copied_from__isnull=False),
                name="spendingline_copies",
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def unreviewed(self) -> bool:
        """Whether it was copied and nobody confirmed it yet."""
        return self.copied_from_id is not None and self.confirmed_at is None

    @property
    def chapter(self) -> int:
        """The chapter (capítulo) of its object of expenditure: 1000 to 9000."""
        return int(self.object_code[0]) * 1000


@tracked(index="line")
class Citation(models.Model):
    """A spending line cites an action: share in basis points, strength, why."""

    class Strength(models.TextChoices):
        DIRECT = "direct", _("Direct")
        SUPPORTING = "supporting", _("Supporting")
        ENABLING = "enabling", _("Enabling")

    # Keys held by statement triggers (sql/keys_by_sets.sql): the line exists, and
    # (action, programme) is an action with its own programme, which never changes.
    line = models.ForeignKey(
        SpendingLine,
        models.CASCADE,
        related_name="citations",
        db_constraint=False,
        db_index=False,
    )
    action = models.ForeignKey(
        Action, models.PROTECT, related_name="citations", db_constraint=False
    )
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        related_name="citations",
        db_constraint=False,
        db_index=False,
    )
    share = models.PositiveSmallIntegerField(
        _("share in basis points"),
        validators=[MinValueValidator(1), MaxValueValidator(10000)],
    )
    strength = models.CharField(
        _("strength"), max_length=10, choices=Strength, blank=True
    )
    justification = models.CharField(_("justification"), max_length=500, blank=True)

    class Meta:
        ordering = ["line_id", "action__code"]
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [
            models.UniqueConstraint(
                fields=["line", "action"],
                name="citation_once_per_line",
                violation_error_message=_("This line already cites this action."),
            ),
            models.CheckConstraint(
                condition=Q(share__gte=1) & Q(share__lte=10000),
                name="citation_share_in_range",
                violation_error_message=_(
                    "A share is more than 0 and at most 100 per cent."
                ),
            ),
            models.CheckConstraint(
                condition=Q(strength__in=["", "direct", "supporting", "enabling"]),
                name="citation_strength_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} → {self.action_id}"
