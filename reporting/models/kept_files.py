from django.db import models
from django.utils.translation import gettext_lazy as _

from reporting.models.publications import Publication


class AwaitedPublication(models.Model):
    """A publication that the public does not see yet: not all that follows it is made.

    Added while it is open, by the transaction that makes it, or never: the database
    lets nobody hide what the public has seen. Taken away once it is finished.
    """

    publication = models.OneToOneField(
        Publication, models.PROTECT, primary_key=True, related_name="awaited"
    )

    class Meta:
        verbose_name = _("publication that waits to be shown")
        verbose_name_plural = _("publications that wait to be shown")

    def __str__(self) -> str:
        return str(self.publication)


class KeptFile(models.Model):
    """A file of a publication: how long it is; and where kept, its bytes in pieces.

    Made from the rows of the publication and outside its hash: it may be made again.
    """

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="kept_files", db_index=False
    )
    name = models.CharField(max_length=60)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "name"], name="keptfile_unique"
            ),
        ]
        verbose_name = _("kept file")
        verbose_name_plural = _("kept files")

    def __str__(self) -> str:
        return f"{self.publication_id} {self.name}"


class KeptPiece(models.Model):
    """A piece of a kept file, short enough to be read and sent at once."""

    file = models.ForeignKey(
        KeptFile, models.CASCADE, related_name="pieces", db_index=False
    )
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="keptpiece_unique"),
        ]
        verbose_name = _("piece of a kept file")
        verbose_name_plural = _("pieces of kept files")

    def __str__(self) -> str:
        return f"{self.file_id} {self.number}"
