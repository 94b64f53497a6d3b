"""How the catalogue changes over time, and what became of what."""

from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programme.models.catalogue import Action, Programme
from programme.models.fields import YEARS, CodeField, YearField
from programme.models.units import BudgetUnit
from programme.trail import tracked

LISTED = 6  # codes that a change names in one line


class CatalogueChangeQuerySet(models.QuerySet):
    def standing(self):
        """Changes that nobody has undone."""
        return self.filter(undone_at=None)

    def about(self, code: str):
        """Changes that the thing of this code went through, on either side."""
        return self.filter(
            Q(codes__was__contains=[code]) | Q(codes__became__contains=[code])
        )


@tracked()
class CatalogueChange(models.Model):
    """What an administrator made of actions or units: by whom, from when, why.

    `codes` says what it `was` and `became`, which of these the change `made`, and of
    units which `ended` by it and what stood `before`: all that undoing it needs.
    """

    class Kind(models.TextChoices):
        RETIRED = "retired", _("Retired")
        CORRECTED = "corrected", _("Wording corrected")
        REWORDED = "reworded", _("New wording of the same commitment")
        RENAMED = "renamed", _("Renamed: under a new code")
        MERGED = "merged", _("Merged")
        SPLIT = "split", _("Split")
        CARRIED = "carried", _("Carried into a new edition")
        NAMED = "named", _("New name or kind")

    kind = models.CharField(_("what was done"), max_length=10, choices=Kind)
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="changes",
        help_text=_("Empty where units changed."),
    )
    year = YearField(_("from year"))
    reason = models.CharField(_("reason"), max_length=500)
    codes = models.JSONField(_("codes"), default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects = CatalogueChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("change of the catalogue")
        verbose_name_plural = _("changes of the catalogue")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "retired",
                        "corrected",
                        "reworded",
                        "renamed",
                        "merged",
                        "split",
                        "carried",
                        "named",
                    ]
                ),
                name="cataloguechange_kind_known",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="cataloguechange_reasoned",
                violation_error_message=_("Say why."),
            ),
        ]

    def __str__(self) -> str:
        return self.summary

    @property
    def summary(self) -> str:
        """What was done to which codes, in one line; the first few where many."""
        was, became = (_listed(self.codes.get(s, ())) for s in ("was", "became"))
        path = f"{was} → {became}" if became and became != was else was
        return f"{self.get_kind_display()}: {path}"


def _listed(codes: Sequence[str]) -> str:
    """The codes, or the first of them and how many more there are."""
    first = ", ".join(codes[:LISTED])
    more = len(codes) - LISTED
    return (
        _("%(first)s and %(more)s more") % {"first": first, "more": more}
        if more > 0
        else first
    )


@tracked()
class Succession(models.Model):
    """An action became another; only so are two actions the same commitment."""

    class Kind(models.TextChoices):
        RENAMED = "renamed", _("Renamed")
        MERGED = "merged", _("Merged")
        SPLIT = "split", _("Split")
        CARRIED = "carried", _("Carried into a new edition")

    predecessor = models.ForeignKey(
        Action, models.PROTECT, related_name="successions", db_index=False
    )
    successor = models.ForeignKey(Action, models.PROTECT, related_name="precessions")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    year = models.PositiveSmallIntegerField(_("from year"), validators=YEARS)
    change = models.ForeignKey(
        CatalogueChange,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successions",
    )

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="succession_unique",
                violation_error_message=_("This succession is already recorded."),
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="succession_between_two",
                violation_error_message=_("An action cannot succeed itself."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["renamed", "merged", "split", "carried"]),
                name="succession_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


@tracked()
class UnitSuccession(models.Model):
    """A budget unit became another: only so is a unit the same body as one before."""

    class Kind(models.TextChoices):
        MERGED = "merged", _("Merged")
        SPLIT = "split", _("Split")

    predecessor = models.ForeignKey(
        BudgetUnit,
        models.PROTECT,
        related_name="successions",
        db_index=False,
        verbose_name=_("earlier unit"),
    )
    successor = models.ForeignKey(
        BudgetUnit,
        models.PROTECT,
        related_name="precessions",
        verbose_name=_("later unit"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    year = models.PositiveSmallIntegerField(_("from year"), validators=YEARS)
    change = models.ForeignKey(
        CatalogueChange, models.PROTECT, related_name="unit_successions"
    )

    class Meta:
        verbose_name = _("succession of a unit")
        verbose_name_plural = _("successions of units")
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="unitsuccession_unique",
                violation_error_message=_("This succession is already recorded."),
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="unitsuccession_between_two",
                violation_error_message=_("A unit cannot succeed itself."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["merged", "split"]),
                name="unitsuccession_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor.code} → {self.successor.code}"


@tracked(index="action")
class FormerText(models.Model):
    """How an action was worded before: `until` is the first year of the new wording,
    empty where the old one was only mistaken."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="former_texts")
    text_es = models.TextField(_("text in Spanish"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    until = YearField(_("until"))
    change = models.OneToOneField(
        CatalogueChange, models.PROTECT, related_name="former_text"
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("former wording")
        verbose_name_plural = _("former wordings")

    def __str__(self) -> str:
        return self.text_es or self.text_en


class SpentCode(models.Model):
    """A code of a programme whose action was deleted: no other action may have it.

    Written by the database alone, as it deletes the action.
    """

    programme_code = models.CharField(_("programme"), max_length=40, db_collation="C")
    code = CodeField(_("code"))
    serial = models.PositiveIntegerField(_("serial"))
    text_es = models.TextField(_("text in Spanish"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        ordering = ["programme_code", "code", "pk"]
        verbose_name = _("code that was in use")
        verbose_name_plural = _("codes that were in use")
        indexes = [
            models.Index(fields=["programme_code", "code"], name="spentcode_code")
        ]

    def __str__(self) -> str:
        return self.text_es or self.text_en

    def is_same(
        self, serial: int | None, text_es: str = "", text_en: str = "", **_: object
    ) -> bool:
        """Whether this is the action that had the code: by serial, or by wording."""
        texts = ((self.text_es, text_es), (self.text_en, text_en))
        return self.serial == serial or any(a and a == b for a, b in texts)
