from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.utils.translation import gettext_lazy as _

from budgeting.models.lines import Citation, PolicyFramework, SpendingLine
from budgeting.models.proposals import Proposal
from programme.trail import tracked


class ObservationQuerySet(models.QuerySet):
    def open(self):
        """Observations not resolved yet."""
        return self.filter(resolution="")

    def blocking(self):
        """Observations that keep a proposal from approval while open."""
        return self.filter(severity=Observation.Severity.BLOCKING)

    def waiting(self):
        """Open observations on which it is the unit's turn: Finance spoke last."""
        silent = Q(last_side__isnull=True)
        finance = Q(last_side=Reply.Side.FINANCE)
        return self.open().with_last_side().filter(silent | finance)

    def with_last_side(self):
        """Who spoke last under each as `last_side`, None where nobody answered."""
        said = Reply.objects.filter(observation=OuterRef("pk")).order_by("-pk")
        return self.annotate(last_side=Subquery(said.values("side")[:1]))

    def for_reading(self):
        """Observations with all that a page tells of each, thread and name of its code
        (`code_name_es`, `code_name_en`): two queries."""
        code = ObservationCode.objects.filter(code=OuterRef("code"))
        return (
            self.select_related("by", "replied_by", "line", "framework")
            .annotate(
                code_name_es=Subquery(code.values("name_es")),
                code_name_en=Subquery(code.values("name_en")),
            )
            .prefetch_related(Prefetch("replies", Reply.objects.select_related("by")))
        )


@tracked(index="proposal")
class Observation(models.Model):
    """What Finance asks about a proposal, a framework, a line or a citation."""

    class Severity(models.TextChoices):
        BLOCKING = "blocking", _("Blocking")
        ADVISORY = "advisory", _("Advisory")

    class Resolution(models.TextChoices):
        SOLVED = "solved", _("Solved")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="observations")
    framework = models.ForeignKey(
        PolicyFramework,
        models.SET_NULL,
        related_name="observations",
        null=True,
        blank=True,
    )
    line = models.ForeignKey(
        SpendingLine,
        models.SET_NULL,
        related_name="observations",
        null=True,
        blank=True,
    )
    citation = models.ForeignKey(
        Citation, models.SET_NULL, related_name="observations", null=True, blank=True
    )
    line_code = models.CharField(_("line"), max_length=20, blank=True)
    line_text = models.CharField(_("text of the line"), max_length=1000, blank=True)
    # the action of the citation; None where it is about none, and before 0013
    action_code = models.CharField(  # noqa: DJ001
        _("cited action"), max_length=40, null=True, blank=True
    )
    code = models.CharField(_("code"), max_length=20, blank=True)
    text = models.TextField(_("observation"))
    severity = models.CharField(
        _("severity"), max_length=10, choices=Severity, default=Severity.BLOCKING
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="observations"
    )
    at = models.DateTimeField(auto_now_add=True)
    reply = models.TextField(_("reply"), blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    replied_at = models.DateTimeField(null=True, blank=True)
    resolution = models.CharField(
        _("resolution"), max_length=10, choices=Resolution, blank=True
    )
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["proposal_id", "at", "pk"]
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__in=["blocking", "advisory"]),
                name="observation_severity_known",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="observation_written",
                violation_error_message=_("Write the observation."),
            ),
            models.CheckConstraint(
                condition=Q(resolution="", resolved_at__isnull=True)
                | Q(resolution__in=["solved", "withdrawn"], resolved_at__isnull=False),
                name="observation_resolved_at_iff_resolved",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


@tracked(index="observation")
class Reply(models.Model):
    """One message of the thread under an observation, only ever added.

    The unit answers, Finance may ask back, until Finance resolves the observation. The
    unit's last answer also stands in `Observation.reply`.
    """

    class Side(models.TextChoices):
        UNIT = "unit", _("The unit")
        FINANCE = "finance", _("Finance")

    observation = models.ForeignKey(Observation, models.PROTECT, related_name="replies")
    side = models.CharField(_("speaks for"), max_length=10, choices=Side)
    text = models.TextField(_("message"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="replies"
    )
    at = models.DateTimeField(_("time"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("message under an observation")
        verbose_name_plural = _("messages under observations")
        constraints = [
            models.CheckConstraint(
                condition=Q(side__in=["unit", "finance"]), name="reply_side_known"
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="reply_written",
                violation_error_message=_("Write the answer."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class ObservationCodeQuerySet(models.QuerySet):
    def in_use(self):
        """Codes that may be chosen today."""
        return self.filter(retired_at__isnull=True)


@tracked()
class ObservationCode(models.Model):
    """One entry of Finance's catalogue of observations: a code with its standard text.

    Observations copy code and text, so a later edit changes none of them. A code is
    never deleted or given to another matter: it is retired.
    """

    class About(models.TextChoices):
        ANY = "any", _("Anything")
        PROPOSAL = "proposal", _("The whole proposal")
        FRAMEWORK = "framework", _("A policy framework")
        LINE = "line", _("A spending line")
        CITATION = "citation", _("A citation")

    code = models.CharField(
        _("code"),
        max_length=20,
        db_collation="C",
        validators=[
            RegexValidator(
                r"\A[A-Z0-9]+([.-][A-Z0-9]+)*\Z",
                _("Write capital letters and digits, such as REN-09."),
            )
        ],
    )
    name_es = models.CharField(_("name in Spanish"), max_length=150, blank=True)
    name_en = models.CharField(_("name in English"), max_length=150, blank=True)
    text_es = models.TextField(_("standard text in Spanish"), blank=True)
    text_en = models.TextField(_("standard text in English"), blank=True)
    severity = models.CharField(
        _("usual severity"), max_length=10, choices=Observation.Severity
    )
    about = models.CharField(
        _("what it is about"), max_length=10, choices=About, default=About.ANY
    )
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = ObservationCodeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("observation code")
        verbose_name_plural = _("observation codes")
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="observationcode_unique",
                violation_error_message=_(
                    "This code is in the catalogue already. Give it another: a code "
                    "is never used again, not even one that was retired."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(name_es="", name_en=""),
                name="observationcode_named",
                violation_error_message=_("Give a name in at least one language."),
            ),
            models.CheckConstraint(
                condition=~Q(text_es="", text_en=""),
                name="observationcode_written",
                violation_error_message=_("Give a text in at least one language."),
            ),
            models.CheckConstraint(
                condition=Q(severity__in=["blocking", "advisory"]),
                name="observationcode_severity_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    about__in=["any", "proposal", "framework", "line", "citation"]
                ),
                name="observationcode_about_known",
            ),
        ]

    def __str__(self) -> str:
        return self.code
