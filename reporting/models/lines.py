from django.db import models
from django.utils.translation import gettext_lazy as _

from reporting.models.catalogue import code_field, money_field
from reporting.models.publications import Publication, PublishedRow


def publication_by_sets(name: str) -> models.ForeignKey:
    """The publication of a row of a long table: held by statement triggers.

    They stand in sql/keys_by_sets.sql and sql/keys_of_parts.sql.
    """
    return models.ForeignKey(
        Publication,
        models.PROTECT,
        related_name=name,
        db_index=False,
        db_constraint=False,
    )


class PublishedUnit(PublishedRow):
    """A unit obliged or prepared, how far it came, and its numbers.

    Counts and amounts are null and `linked` is false unless it is approved.
    """

    class Status(models.TextChoices):
        APPROVED = "approved", _("Approved")
        NOT_APPROVED = "not_approved", _("Prepared, not approved")
        MISSING = "missing", _("Nothing prepared")

    code = code_field()
    name = models.CharField(max_length=250)
    kind = models.CharField(max_length=20)
    sector = models.CharField(max_length=150, blank=True)
    obliged = models.BooleanField()
    status = models.CharField(max_length=12, choices=Status)
    origin = models.CharField(max_length=10, blank=True)
    linked = models.BooleanField()
    lines_total = models.PositiveIntegerField(null=True)
    lines_linked = models.PositiveIntegerField(null=True)
    lines_waived = models.PositiveIntegerField(null=True)
    lines_screened = models.PositiveIntegerField(null=True)
    lines_not_screened = models.PositiveIntegerField(null=True)
    amount_total = money_field(null=True)
    amount_linked = money_field(null=True)
    actions_funded = models.PositiveIntegerField(null=True)
    actions_new = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "code"], name="publishedunit_unique"
            )
        ]


class PublishedLine(PublishedRow):
    """A line of an approved proposal, flat, with its state of linking."""

    class State(models.TextChoices):
        LINKED = "linked", _("Linked")
        WAIVED = "waived", _("Waived")
        SCREENED = "screened", _("Screened: no action applies")
        NOT_SCREENED = "not_screened", _("Not screened")

    publication = publication_by_sets("publishedlines")
    unit_code = code_field()
    unit_name = models.CharField(max_length=250)
    framework_code = code_field()
    framework_name = models.CharField(max_length=300)
    function = models.CharField(max_length=20, blank=True)
    code = code_field()
    object_code = models.CharField(max_length=4)
    description = models.CharField(max_length=1000)
    amount = money_field()
    territory = models.CharField(max_length=200, blank=True)
    classification = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State)
    screened_reason = models.CharField(max_length=500, blank=True)
    waiver_reason = models.TextField(blank=True)
    waiver_by = models.CharField(max_length=300, blank=True)
    waiver_on = models.DateField(null=True)
    # `01.01.01=6000; 03.02.04=4000`: its counted citations, as a cell of a CSV
    actions = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["unit_code", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "unit_code", "code"], name="publishedline_unique"
            )
        ]
        indexes = [  # a unit's lines of one state, page by page
            models.Index(
                fields=["publication", "unit_code", "state", "code"],
                name="publishedline_of_state",
            ),
            # all lines that are not linked, page by page
            models.Index(
                fields=["publication", "unit_code", "code"],
                condition=~models.Q(state="linked"),
                name="publishedline_not_linked",
            ),
        ]


class PublishedCitation(PublishedRow):
    """A citation of a published line, with the money its share comes to."""

    publication = publication_by_sets("publishedcitations")
    line = models.ForeignKey(
        PublishedLine, models.PROTECT, related_name="citations", db_constraint=False
    )
    unit_code = code_field()
    line_code = code_field()
    programme_code = code_field(40)
    main = models.BooleanField()  # of the year's programme: what the numbers count
    right_code = code_field()
    action_code = code_field()
    text_es = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    share = models.PositiveSmallIntegerField()
    strength = models.CharField(max_length=10, blank=True)
    justification = models.CharField(max_length=500, blank=True)
    amount_attributed = money_field()

    class Meta:
        ordering = ["unit_code", "line_code", "programme_code", "action_code"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "publication",
                    "unit_code",
                    "line_code",
                    "programme_code",
                    "action_code",
                ],
                name="publishedcitation_unique",
            )
        ]
        indexes = [  # an action's lines, and a right's, page by page
            models.Index(
                fields=["publication", "action_code", "unit_code", "line_code"],
                name="publishedcitation_by_action",
            ),
            models.Index(
                fields=["publication", "right_code", "unit_code", "line_code"],
                name="publishedcitation_by_right",
            ),
        ]
