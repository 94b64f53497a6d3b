import json
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from pghistory.models import Context

from programme.trail import tracked


class TrailLink(models.Model):
    """An entry's place in the chain, and the hash that answers for all up to it."""

    position = models.BigIntegerField(_("position"), primary_key=True)
    entry = models.BigIntegerField(_("entry"), unique=True)
    hash = models.BinaryField(_("hash"), max_length=32)

    class Meta:
        ordering = ["position"]
        verbose_name = _("link of the trail")
        verbose_name_plural = _("links of the trail")

    def __str__(self) -> str:
        return f"{self.position}:{bytes(self.hash).hex()}"


class TrailSeal(models.Model):
    """A moment at which what had committed was sealed; its head is printed elsewhere.

    `settled`, `seen` and `horizon` say up to which entry nothing can be added any more
    (sql/trail.sql).
    """

    number = models.BigAutoField(primary_key=True)
    position = models.BigIntegerField(_("position"))
    hash = models.BinaryField(_("hash"), max_length=32)
    at = models.DateTimeField(_("time"))
    settled = models.BigIntegerField()
    seen = models.BigIntegerField()
    horizon = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("seal of the trail")
        verbose_name_plural = _("seals of the trail")

    def __str__(self) -> str:
        return f"{self.position}:{bytes(self.hash).hex()}"


class Exact(json.JSONDecoder):
    """Reads the numbers of an entry as they were written: money is never a float."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "parse_float": Decimal})


class TrailEntry(models.Model):
    """An entry of whatever recorded table, to be read: a row as it was, when and why.

    A view of the database (hrbudget.database.trail). `place` is what the entries of
    the table are looked up by: of a line its proposal, of a citation its line.
    """

    entry = models.BigIntegerField(_("entry"), primary_key=True)
    source = models.TextField(_("table"))
    place = models.BigIntegerField(null=True)
    row_id = models.BigIntegerField(_("row"))
    label = models.TextField(_("what happened"))
    at = models.DateTimeField(_("time"))
    context = models.ForeignKey(
        Context, models.DO_NOTHING, related_name="+", db_constraint=False
    )
    said = models.JSONField(_("the row"), decoder=Exact)

    class Meta:
        managed = False
        db_table = "trail_entry"
        ordering = ["-entry"]
        verbose_name = _("entry of the trail")
        verbose_name_plural = _("entries of the trail")

    def __str__(self) -> str:
        return f"{self.entry} {self.source} {self.row_id} {self.label}"


@tracked()
class Reading(models.Model):
    """Something that is not public was taken out as a file: what, by whom, when.

    `details` says how much of it. Being recorded, it is itself an entry of the trail.
    """

    class What(models.TextChoices):
        TRAIL = "trail", _("The trail")

    what = models.CharField(_("what was read"), max_length=20, choices=What)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)
    details = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("reading")
        verbose_name_plural = _("readings")

    def __str__(self) -> str:
        return f"{self.what} {self.at}"
