from django.db import models
from django.utils.translation import gettext_lazy as _


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
