from django.db import models
from django.utils.translation import gettext_lazy as _

from reporting.models.catalogue import code_field, money_field
from reporting.models.lines import publication_by_sets


class UnitPart(models.Model):
    """A part of an approved unit's money, summed once; outside the hash.

    Two ways to take it apart, never mixed. `action`: what its linked lines attribute to
    each action; these amounts add up to the unit's linked money. `state`: what is in
    its lines of each state; these add up to all its money. Both follow from the sealed
    lines and citations: losing this table loses nothing.
    """

    class Kind(models.TextChoices):
        ACTION = "action", _("Action")
        STATE = "state", _("State")

    publication = publication_by_sets("unit_parts")
    kind = models.CharField(max_length=6, choices=Kind)
    unit_code = code_field()
    code = code_field()  # of the action, or the name of the state
    right_code = code_field(blank=True)  # of the action
    lines = models.PositiveIntegerField()
    funds = models.BooleanField()  # whether one of these lines has an amount above 0
    amount = money_field()

    class Meta:
        ordering = ["unit_code", "kind", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "unit_code", "kind", "code"],
                name="unitpart_unique",
            )
        ]
        indexes = [
            models.Index(
                fields=["publication", "kind", "code", "unit_code"],
                name="unitpart_of_code",
            )
        ]
        verbose_name = _("part of a unit's money")
        verbose_name_plural = _("parts of units' money")

    def __str__(self) -> str:
        return f"{self.publication_id} {self.unit_code} {self.code}"
