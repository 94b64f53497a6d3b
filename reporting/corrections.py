"""What each publication of a year changed against the one before it, and why."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from budgeting.models import RegisteredException
from programme.models import ImportBatch
from reporting.differences import differences
from reporting.models import Correction, Publication

Files = dict[str, Any]  # what differs, by file; see `differences`


class Corrected(NamedTuple):
    """A publication beside the one before it of its year, and what differs."""

    publication: Publication
    before: Publication | None  # None: it is the first of its year
    files: Files

    @property
    def year(self) -> dict[str, Any] | None:
        """The year's own row, old and new, if it differs."""
        return self.files["year"]["rows"][0] if "year" in self.files else None

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The first rows of a file that differ."""
        return self.files.get(name, {}).get("rows", [])

    def counted(self, name: str, kind: str) -> int:
        """How many rows of a file were added, removed or changed."""
        return self.files.get(name, {}).get(kind, 0)


class Reasons(NamedTuple):
    """Why a year was published again, as far as anything public says so."""

    reopenings: list[RegisteredException]
    imports: list[ImportBatch]
    earlier_year: bool  # another publication of an earlier year was compared with


@transaction.atomic
def keep_correction(publication: Publication) -> None:
    """Keep what a publication changed, unless it is its year's first or it is kept."""
    if publication.number == 1:
        return
    before = before_of(publication)
    if before is None or Correction.objects.filter(publication=publication).exists():
        return
    files = differences(before, publication)
    Correction.objects.create(publication=publication, files=files)


def before_of(publication: Publication) -> Publication | None:
    """The publication before it of the same year."""
    held = Publication.objects.filter(
        fiscal_year=publication.fiscal_year_id, number__lt=publication.number
    )
    return held.order_by("-number").first()


def without_correction() -> Iterable[Publication]:
    """Publications, not the first of their year, of which no correction is kept."""
    lacking = Publication.objects.filter(sealed=True, correction=None, number__gt=1)
    return lacking.order_by("fiscal_year", "number")


def corrections(publications: Iterable[int]) -> list[Corrected]:
    """Each of these publications, by key, with what it changed; newest first.

    Three queries. What is not kept, of publications made before corrections were, is
    compared anew.
    """
    wanted = list(publications)
    held = Publication.objects.filter(pk__in=wanted).order_by("-published_at", "-pk")
    shown = list(held.defer("manifest"))
    years = {one.fiscal_year_id for one in shown}
    every = Publication.objects.filter(fiscal_year__in=years, sealed=True)
    before = {(p.fiscal_year_id, p.number + 1): p for p in every.defer("manifest")}
    kept = Correction.objects.filter(publication__in=wanted)
    files = dict(kept.values_list("publication", "files"))
    found = []
    for one in shown:
        earlier = before.get((one.fiscal_year_id, one.number))
        known = files.get(one.pk)
        if earlier and known is None:
            known = differences(earlier, one)
        found.append(Corrected(one, earlier, known or {}))
    return found


def reasons_for(corrected: Corrected) -> Reasons:
    """What the register, the imports and the comparison say of why it was made."""
    publication, before = corrected.publication, corrected.before
    if before is None:
        return Reasons([], [], earlier_year=False)
    year, since, until = (
        publication.fiscal_year_id,
        before.published_at,
        publication.published_at,
    )
    given = RegisteredException.objects.filter(
        fiscal_year=year,
        kind=RegisteredException.Kind.REOPENING,
        step=RegisteredException.Step.GIVEN,
        at__lte=until,
    )
    # one reopened before the publication before, and not approved again until this one
    resumed = Q(unit_code__in=_approved_again(corrected))
    imports = ImportBatch.objects.annotate(
        moment=Coalesce("loaded_at", "at")  # those of before have no time of loading
    ).filter(
        kind=ImportBatch.Kind.BUDGET,
        outcome=ImportBatch.Outcome.LOADED,
        year=year,
        moment__gt=since,
        moment__lte=until,
    )
    return Reasons(
        list(given.filter(Q(at__gt=since) | resumed)),
        list(imports),
        earlier_year="comparisons" in corrected.files,
    )


def _approved_again(corrected: Corrected) -> list[str]:
    """Codes of the units that were not approved in the publication before."""
    return [
        row["new"]["code"]
        for row in corrected.rows("units")
        if row["new"] and row["old"] and row["old"]["status"] == "not_approved"
    ]
