"""New actions of a publication, each with the line that proves it."""

from django.db.models import OuterRef, QuerySet, Subquery

from reporting.models import (
    PublishedAction,
    PublishedCitation,
    PublishedLine,
    PublishedUnit,
)


def new_actions(edition: int, programme: str) -> QuerySet[PublishedAction]:
    """The new actions, with `proof_amount`, `proof_text` and `proof_unit_name`."""
    of_proof = {
        "publication": OuterRef("publication"),
        "unit_code": OuterRef("proof_unit"),
    }
    cited = PublishedCitation.objects.filter(
        **of_proof,
        line_code=OuterRef("proof_line"),
        programme_code=programme,
        action_code=OuterRef("code"),
    )
    line = PublishedLine.objects.filter(**of_proof, code=OuterRef("proof_line"))
    unit = PublishedUnit.objects.filter(
        publication=OuterRef("publication"), code=OuterRef("proof_unit")
    )
    return PublishedAction.objects.filter(publication=edition, new=True).annotate(
        proof_amount=Subquery(cited.values("amount_attributed")[:1]),
        proof_text=Subquery(line.values("description")[:1]),
        proof_unit_name=Subquery(unit.values("name")[:1]),
    )
