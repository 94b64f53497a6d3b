from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from programme.models.fields import YearField
from programme.trail import tracked


class ImportBatchQuerySet(models.QuerySet):
    def in_hand(self):
        """Imports that wait for the worker, or that it carries out now."""
        return self.filter(outcome__in=ImportBatch.IN_HAND)


@tracked()
class ImportBatch(models.Model):
    """One import: file, hash, who, when, counts, outcome.

    A file given on the site keeps one row from its check to its loading and, if it
    comes to that, its undoing; the original file stays with it for good. What changes
    much takes two people, which is noted when it is loaded: `loaded_by` asked for it,
    and `confirmed_by` is the second. `worded_from` is the year from which the texts
    that it changes are new wordings; empty where they are corrections.
    """

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("Programme")
        UNITS = "units", _("Units")
        CEILINGS = "ceilings", _("Ceilings")
        BUDGET = "budget", _("Past budget")

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Waits for its turn")
        RUNNING = "running", _("Runs now")
        CHECKED = "checked", _("Checked, not loaded")
        REFUSED = "refused", _("Refused: the file has errors")
        LOADED = "loaded", _("Loaded")
        BROKEN = "broken", _("Broken off: nothing was written")
        DROPPED = "dropped", _("Given up: nothing was written")
        UNDONE = "undone", _("Loaded, then undone")

    IN_HAND = ("waiting", "running")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    file_name = models.CharField(_("file name"), max_length=255)
    file_hash = models.CharField(_("SHA-256 of the file"), max_length=64)
    stored_file = models.FileField(_("original file"), upload_to="imports/", blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="import_batches",
        verbose_name=_("person"),
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)
    worded_from = YearField(_("new wordings from"))
    worded_why = models.CharField(_("why worded anew"), max_length=500, blank=True)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    loaded_at = models.DateTimeField(_("loaded at"), null=True, blank=True)
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("loaded by"),
    )
    takes_two = models.BooleanField(_("takes two people"), default=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    outcome__in=[
                        "waiting",
                        "running",
                        "checked",
                        "refused",
                        "loaded",
                        "broken",
                        "dropped",
                        "undone",
                    ]
                ),
                name="importbatch_outcome_known",
            ),
            models.CheckConstraint(
                condition=models.Q(worded_from__isnull=True, worded_why="")
                | models.Q(worded_from__isnull=False) & ~models.Q(worded_why=""),
                name="importbatch_worded_anew_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True)
                & (models.Q(takes_two=False) | models.Q(loaded_by__isnull=True))
                | models.Q(takes_two=True, confirmed_by__isnull=False)
                & ~models.Q(confirmed_by=models.F("loaded_by")),
                name="importbatch_by_two_people_or_the_command",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file_name}"


class ImportWork(models.Model):
    """What is to be done with a file given on the site, and what its check found.

    A trace of work in progress, which the trail does not track: what comes of it
    stands in the batch. `seen` is the name of the preview that a person saw, and
    confirmed if the task is to load it; `asked_to_stop` is heard whenever it tells how
    far it is.
    """

    class Task(models.TextChoices):
        CHECK = "check", _("Check")
        LOAD = "load", _("Load")
        UNDO = "undo", _("Undo")

    batch = models.OneToOneField(
        ImportBatch, models.CASCADE, primary_key=True, related_name="work"
    )
    task = models.CharField(max_length=10, choices=Task)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField(default=now)
    started_at = models.DateTimeField(null=True)
    done = models.PositiveSmallIntegerField(default=0)
    of = models.PositiveSmallIntegerField(default=1)
    asked_to_stop = models.BooleanField(default=False)
    report = models.JSONField(default=dict)
    marked_file = models.FileField(upload_to="imports/", blank=True)
    seen = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("import at work")
        verbose_name_plural = _("imports at work")

    def __str__(self) -> str:
        return f"{self.batch_id} {self.task}"
