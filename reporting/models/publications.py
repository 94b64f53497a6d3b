from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from budgeting.models import FiscalYear, Stage
from programme.trail import tracked
from programme.trail.sealing import GENESIS


class PublicationQuerySet(models.QuerySet):
    def shown(self):
        """Those that the public sees: all but those that wait for files or pictures."""
        return self.filter(sealed=True, awaited__isnull=True)

    def on_record(self):
        """The latest publication of each year, though the public may not see it yet."""
        latest = Publication.objects.filter(
            fiscal_year=OuterRef("fiscal_year"), sealed=True
        )
        return self.filter(pk=Subquery(latest.order_by("-number").values("pk")[:1]))

    def comparable_with(self, publication: "Publication"):
        """Those of earlier years whose programme is its own or led to it, by code."""
        own = publication.publishedprogrammes.filter(is_main=True).values("code")
        led = publication.publishedsuccessions.values("predecessor_programme")
        earlier = self.filter(
            fiscal_year__lt=publication.fiscal_year_id,
            publishedprogrammes__is_main=True,
        ).annotate(programme_code=F("publishedprogrammes__code"))
        return earlier.filter(Q(programme_code__in=own) | Q(programme_code__in=led))


@tracked(exclude=("manifest", "numbers"), index="fiscal_year", name="RecordTrail")
class Publication(models.Model):
    """An immutable, numbered, hashed copy of a year.

    It is written in one transaction: inserted open, filled, then sealed; the database
    refuses a commit that leaves it open and any change once it is sealed.
    """

    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="publications", db_index=False
    )
    number = models.PositiveIntegerField(_("number"))
    stage = models.CharField(_("stage"), max_length=10, choices=Stage)
    hash = models.CharField(_("SHA-256 of the manifest"), max_length=64, blank=True)
    manifest = models.TextField(_("manifest"), blank=True)
    numbers = models.JSONField(_("numbers of the year"), default=dict)
    linking = models.CharField(
        _("linking rule"), max_length=10, choices=FiscalYear.Linking
    )
    legal_basis_es = models.TextField(blank=True)
    legal_basis_en = models.TextField(blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    method_version = models.CharField(_("version of the method"), max_length=20)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    by_command = models.BooleanField(_("made by the operator's command"), default=False)
    sealed = models.BooleanField(_("sealed"), default=False)
    # the head of the trail when it was made: what committed before is under this hash
    trail_position = models.BigIntegerField(_("sealed entries of the trail"), default=0)
    trail_hash = models.CharField(
        _("hash of the trail"), max_length=64, default=GENESIS
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-fiscal_year", "-number"]
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "number"], name="publication_numbered"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["proposal", "approved"]),
                name="publication_stage_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    by_command=True,
                    published_by__isnull=True,
                    confirmed_by__isnull=True,
                )
                | Q(
                    by_command=False,
                    published_by__isnull=False,
                    confirmed_by__isnull=False,
                )
                & ~Q(published_by=F("confirmed_by")),
                name="publication_by_two_people_or_the_command",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year_id} #{self.number}"

    @property
    def waits(self) -> bool:
        """Whether the public does not see it yet: files or pictures are being made."""
        return hasattr(self, "awaited")


class PublishedRow(models.Model):
    """What every table of a publication's rows has in common."""

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="%(class)ss", db_index=False
    )

    class Meta:
        abstract = True


class PublishedComparison(PublishedRow):
    """An earlier year's record that a publication was compared with, by its hash."""

    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    programme_code = models.CharField(max_length=40, db_collation="C")

    class Meta:
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "year"], name="publishedcomparison_unique"
            )
        ]


class PublishedComparedAction(PublishedRow):
    """An action that a compared year had funded, in that year's own codes."""

    year = models.PositiveSmallIntegerField()
    programme_code = models.CharField(max_length=40, db_collation="C")
    action_code = models.CharField(max_length=20, db_collation="C")

    class Meta:
        ordering = ["year", "programme_code", "action_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "year", "programme_code", "action_code"],
                name="publishedcomparedaction_unique",
            )
        ]


class PublishedUnitSuccession(PublishedRow):
    """A unit that became another by the year, as it stood when it was published."""

    predecessor_code = models.CharField(max_length=20, db_collation="C")
    predecessor_name = models.CharField(max_length=250)
    successor_code = models.CharField(max_length=20, db_collation="C")
    successor_name = models.CharField(max_length=250)
    kind = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["predecessor_code", "successor_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "predecessor_code", "successor_code"],
                name="publishedunitsuccession_unique",
            )
        ]


class PublishedSuccession(PublishedRow):
    """A succession between actions as it stood when the year was published."""

    predecessor_programme = models.CharField(max_length=40, db_collation="C")
    predecessor_code = models.CharField(max_length=20, db_collation="C")
    successor_programme = models.CharField(max_length=40, db_collation="C")
    successor_code = models.CharField(max_length=20, db_collation="C")
    kind = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()

    class Meta:
        ordering = [
            "predecessor_programme",
            "predecessor_code",
            "successor_programme",
            "successor_code",
        ]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "publication",
                    "predecessor_programme",
                    "predecessor_code",
                    "successor_programme",
                    "successor_code",
                ],
                name="publishedsuccession_unique",
            )
        ]
