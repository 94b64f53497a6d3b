from django.contrib.postgres.fields import ArrayField
from django.db import models

from reporting.models.publications import PublishedRow


def code_field(length: int = 20, **kwargs) -> models.CharField:
    """A code copied from the catalogue, compared byte by byte."""
    return models.CharField(max_length=length, db_collation="C", **kwargs)


def money_field(**kwargs) -> models.DecimalField:
    """A sum of money: wide enough for any year's total."""
    return models.DecimalField(max_digits=22, decimal_places=2, **kwargs)


class PublishedProgramme(PublishedRow):
    """A programme that the year's lines could cite, as it was."""

    code = code_field(40)
    name_es = models.CharField(max_length=250, blank=True)
    name_en = models.CharField(max_length=250, blank=True)
    kind = models.CharField(max_length=20)
    legal_instrument = models.CharField(max_length=500, blank=True)
    is_main = models.BooleanField()
    in_force_from = models.PositiveSmallIntegerField(null=True)
    in_force_until = models.PositiveSmallIntegerField(null=True)
    short_until = models.PositiveSmallIntegerField(null=True)
    medium_until = models.PositiveSmallIntegerField(null=True)
    long_until = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "code"], name="publishedprogramme_unique"
            )
        ]


class PublishedRight(PublishedRow):
    """A chapter of the year's programme, right or group, with its numbers."""

    code = code_field()
    nucleus = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10)
    name_es = models.CharField(max_length=250, blank=True)
    name_en = models.CharField(max_length=250, blank=True)
    actions_in_force = models.PositiveIntegerField()
    actions_funded = models.PositiveIntegerField()
    actions_new = models.PositiveIntegerField(null=True)
    amount_attributed = money_field()
    amount_touching = money_field()
    lines = models.PositiveIntegerField()
    units = models.PositiveIntegerField()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "code"], name="publishedright_unique"
            )
        ]


class PublishedGroup(PublishedRow):
    """A population group of the year's programme with its numbers; groups overlap."""

    code = code_field()
    name_es = models.CharField(max_length=250, blank=True)
    name_en = models.CharField(max_length=250, blank=True)
    actions_funded = models.PositiveIntegerField()
    actions_new = models.PositiveIntegerField(null=True)
    amount_touching = money_field()
    lines = models.PositiveIntegerField()
    units = models.PositiveIntegerField()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "code"], name="publishedgroup_unique"
            )
        ]


class PublishedStrategy(PublishedRow):
    """A strategy of the year's programme, as it was worded."""

    code = code_field()
    right_code = code_field()
    text_es = models.TextField(blank=True)
    text_en = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "code"], name="publishedstrategy_unique"
            )
        ]


class PublishedAction(PublishedRow):
    """An action of the year's programme, as it was worded, with its numbers.

    `proof_unit`, `proof_framework` and `proof_line` name the line with the largest
    attributed amount of a new action (method.md, 5); they are empty otherwise.
    """

    code = code_field()
    serial = models.PositiveIntegerField()
    right_code = code_field()
    strategy_code = code_field(blank=True)
    text_es = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    term = models.CharField(max_length=10, blank=True)
    action_type = models.CharField(max_length=20, blank=True)
    responsible_bodies = ArrayField(models.CharField(max_length=250), default=list)
    population_groups = ArrayField(code_field(), default=list)
    carried_out_since = models.PositiveSmallIntegerField(null=True)
    retired_from = models.PositiveSmallIntegerField(null=True)
    in_force = models.BooleanField()
    funded = models.BooleanField()
    new = models.BooleanField(null=True)
    lines = models.PositiveIntegerField()
    units = models.PositiveIntegerField()
    amount_attributed = money_field()
    amount_touching = money_field()
    proof_unit = code_field(blank=True)
    proof_framework = code_field(blank=True)
    proof_line = code_field(blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "code"], name="publishedaction_unique"
            )
        ]
