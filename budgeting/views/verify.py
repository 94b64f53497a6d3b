"""The public page where anyone verifies that a receipt was issued.

It tells what stands on the receipt's own first line and nothing of what the proposal
says, of who signed it, or of what became of it: before publication that is not public.
"""

import hashlib
import re
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from budgeting.models import Submission

HASH = re.compile(r"[0-9a-f]{64}")
BETWEEN = re.compile(r"[\s:]|sha-?256", re.IGNORECASE)  # what is copied along with it
FRESH = "public, max-age=1, must-revalidate"  # as every public page


@require_safe
def receipt_verify(request: HttpRequest, typed: str = "") -> HttpResponse:
    asked = typed or request.GET.get("hash", "")
    if not asked:
        return _public(request, render(request, "budgeting/receipt_verify.html"), ())
    digest = BETWEEN.sub("", asked).lower()
    if not HASH.fullmatch(digest):
        context = {"asked": asked[:200], "malformed": True}
        return render(request, "budgeting/receipt_verify.html", context, status=400)
    if digest != typed:
        return redirect("budgeting:receipt_verify", digest)
    issued = list(_issued(digest))
    context = {"asked": digest, "issued": issued, "searched": True}
    if not issued:
        return render(request, "budgeting/receipt_verify.html", context, status=404)
    response = render(request, "budgeting/receipt_verify.html", context)
    return _public(request, response, issued)


def _issued(digest: str) -> Iterable[Submission]:
    """The receipts with this hash, without what they are receipts of."""
    receipts = Submission.objects.filter(content_hash=digest).defer("content")
    related = ("proposal__fiscal_year", "proposal__unit")
    return receipts.select_related(*related).order_by("at", "pk")


def _public(
    request: HttpRequest, response: HttpResponse, issued: Iterable[Submission]
) -> HttpResponse:
    """The answer as anybody may keep it: one tag for what is shown."""
    language = get_language() or ""
    shown = [language, settings.VERSION, *(f"{one.pk}" for one in issued)]
    tag = hashlib.sha256("\n".join([request.path, *shown]).encode()).hexdigest()[:32]
    headers = {"ETag": f'"{tag}"', "Cache-Control": FRESH}
    if request.headers.get("If-None-Match", "").removeprefix("W/") == f'"{tag}"':
        return HttpResponseNotModified(headers=headers)
    for name, value in headers.items():
        response.headers[name] = value
    response.headers["Content-Language"] = language
    return response
