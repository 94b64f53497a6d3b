"""The Atom feed of publications, the newest first, in each language."""

import uuid
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from reporting import kept, sentences
from reporting.correction_words import summary
from reporting.corrections import Corrected, corrections
from reporting.models import Publication, PublishedRight
from reporting.queries import BadQuery, read_query
from reporting.templatetags.citing import origin
from reporting.views.years import by_edition

MOST = 50  # publications of the feed, the newest
TYPE = "application/atom+xml; charset=utf-8"


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The publications of every year, corrections with what they changed."""
    try:
        read_query(request.GET, ())
    except BadQuery as error:
        return HttpResponse(str(error), status=400, content_type="text/plain")
    records = kept.memory.current()
    shown = Publication.objects.filter(pk__in=[one.pk for one in records.editions])
    newest = shown.order_by("-published_at", "-pk")
    keys = list(newest.values_list("pk", flat=True)[:MOST])
    site = origin(request)
    rights = by_edition(PublishedRight.objects.filter(publication__in=keys))
    entries = [
        _entry(one, rights[one.publication.pk], site) for one in corrections(keys)
    ]
    context = {
        "site": site,
        "language": get_language(),
        "entries": entries,
        "updated": entries[0]["updated"] if entries else datetime.min.isoformat() + "Z",
    }
    text = render_to_string("reporting/feed.xml", context)
    response = HttpResponse(text, content_type=TYPE)
    return kept.show(response, records, records.editions, get_language() or "")


def _entry(
    corrected: Corrected, rights: list[PublishedRight], site: str
) -> dict[str, object]:
    """A publication as an entry: its identity never changes, wherever it is read."""
    one = corrected.publication
    given = {"year": one.fiscal_year_id, "number": one.number}
    name = f"hrbudget:{get_language()}:{one.fiscal_year_id}:{one.number}:{one.hash}"
    year, stage = one.fiscal_year_id, one.stage
    headline = sentences.headline(one.numbers, year, stage, rights)
    address = site + reverse("reporting:year_detail", kwargs=given)
    changes = reverse("reporting:correction_detail", kwargs=given)
    return {
        "publication": one,
        "id": uuid.uuid5(uuid.NAMESPACE_URL, name).urn,
        "address": address,
        "changes": site + changes if corrected.before else "",
        "updated": one.published_at.isoformat(timespec="seconds"),
        "headline": headline,
        "summary": summary(corrected),
    }
