from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.models.fields import CodeField, YearField
from programme.trail import tracked


@tracked()
class Programme(models.Model):
    """One edition of a catalogue of commitments (method.md, 1)."""

    class Kind(models.TextChoices):
        HUMAN_RIGHTS = "human_rights", _("Human Rights Programme")
        CROSS_CUTTING = "cross_cutting", _("Cross-cutting programme")

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        db_collation="C",
        validators=[
            RegexValidator(r"^[0-9A-Za-z_-]+$", _("Use letters, digits and hyphens."))
        ],
    )
    name_es = models.CharField(_("name in Spanish"), max_length=250, blank=True)
    name_en = models.CharField(_("name in English"), max_length=250, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    legal_instrument = models.CharField(
        _("legal instrument"), max_length=500, blank=True
    )
    in_force_from = YearField(_("in force from"))
    in_force_until = YearField(_("in force until"))
    short_until = YearField(_("short term ends"))
    medium_until = YearField(_("medium term ends"))
    long_until = YearField(_("long term ends"))

    class Meta:
        ordering = ["code"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_es="", name_en=""),
                name="programme_named",
                violation_error_message=_("Give a name in at least one language."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["human_rights", "cross_cutting"]),
                name="programme_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.code


@tracked()
class Right(models.Model):
    """A chapter of a programme: a right or a population group, inside a nucleus."""

    class Kind(models.TextChoices):
        RIGHT = "right", _("Right")
        GROUP = "group", _("Population group")

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="rights", db_index=False
    )
    code = CodeField(_("code"))
    nucleus = models.CharField(_("nucleus"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name_es = models.CharField(_("name in Spanish"), max_length=250, blank=True)
    name_en = models.CharField(_("name in English"), max_length=250, blank=True)

    class Meta:
        ordering = ["programme", "code"]
        verbose_name = _("right")
        verbose_name_plural = _("rights")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="right_code_unique_in_programme",
                violation_error_message=_(
                    "This programme already has a right with this code."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(name_es="", name_en=""),
                name="right_named",
                violation_error_message=_("Give a name in at least one language."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["right", "group"]), name="right_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.code


@tracked()
class Strategy(models.Model):
    """A strategy `01.01` under a right."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="strategies", db_index=False
    )
    right = models.ForeignKey(Right, models.PROTECT, related_name="strategies")
    code = CodeField(_("code"))
    text_es = models.TextField(_("text in Spanish"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)

    class Meta:
        ordering = ["programme", "code"]
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="strategy_code_unique_in_programme",
                violation_error_message=_(
                    "This programme already has a strategy with this code."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(text_es="", text_en=""),
                name="strategy_written",
                violation_error_message=_("Give a text in at least one language."),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ActionQuerySet(models.QuerySet):
    def in_force(self, year: int):
        """Actions not retired on the first day of this year."""
        return self.filter(Q(retired_from__isnull=True) | Q(retired_from__gt=year))


@tracked()
class Action(models.Model):
    """Line of action (línea de acción) of a programme edition."""

    class Term(models.TextChoices):
        SHORT = "short", _("Short term")
        MEDIUM = "medium", _("Medium term")
        LONG = "long", _("Long term")
        PERMANENT = "permanent", _("Permanent")

    class Type(models.TextChoices):
        LEGISLATION = "legislation", _("Legislation")
        PUBLIC_POLICY = "public_policy", _("Public policy")
        TRAINING = "training", _("Training")
        RESEARCH = "research", _("Research")
        SERVICE = "service", _("Service")
        INFRASTRUCTURE = "infrastructure", _("Infrastructure")
        COORDINATION = "coordination", _("Coordination")

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="actions", db_index=False
    )
    right = models.ForeignKey(Right, models.PROTECT, related_name="actions")
    strategy = models.ForeignKey(
        Strategy, models.PROTECT, related_name="actions", null=True, blank=True
    )
    code = CodeField(_("code"))
    serial = models.PositiveIntegerField(_("serial"))
    text_es = models.TextField(_("text in Spanish"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    term = models.CharField(_("term"), max_length=10, choices=Term, blank=True)
    action_type = models.CharField(_("type"), max_length=20, choices=Type, blank=True)
    population_groups = models.ManyToManyField(
        Right,
        related_name="actions_naming_it",
        blank=True,
        verbose_name=_("population groups"),
    )
    carried_out_since = YearField(_("carried out since"))
    retired_from = YearField(_("retired from"))

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "code"]
        verbose_name = _("line of action")
        verbose_name_plural = _("lines of action")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="action_code_unique_in_programme",
                violation_error_message=_(
                    "This programme already has an action with this code."
                ),
            ),
            models.UniqueConstraint(
                fields=["programme", "serial"],
                name="action_serial_unique_in_programme",
                violation_error_message=_(
                    "This programme already has an action with this serial."
                ),
            ),
            # the target of the citations' composite key: no action changes programme
            models.UniqueConstraint(
                fields=["id", "programme"], name="action_with_programme"
            ),
            models.CheckConstraint(
                condition=~Q(text_es="", text_en=""),
                name="action_written",
                violation_error_message=_("Give a text in at least one language."),
            ),
            models.CheckConstraint(
                condition=Q(term__in=["", "short", "medium", "long", "permanent"]),
                name="action_term_known",
            ),
        ]

    def __str__(self) -> str:
        return self.code


@tracked(index="action")
class ActionBody(models.Model):
    """A body responsible for an action: a unit of the list, or a name outside it."""

    action = models.ForeignKey(
        Action, models.CASCADE, related_name="bodies", db_index=False
    )
    position = models.PositiveSmallIntegerField(_("position"))
    unit = models.ForeignKey(
        "BudgetUnit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions_responsible",
    )
    name = models.CharField(_("name outside the list"), max_length=250, blank=True)

    class Meta:
        ordering = ["action", "position"]
        verbose_name = _("responsible body")
        verbose_name_plural = _("responsible bodies")
        constraints = [
            models.UniqueConstraint(
                fields=["action", "position"], name="actionbody_position_unique"
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False, name="")
                | Q(unit__isnull=True) & ~Q(name=""),
                name="actionbody_unit_or_name",
                violation_error_message=_("Give either a unit or a name."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.unit or self.name)
