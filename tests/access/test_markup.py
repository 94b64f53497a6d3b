"""What people type is shown as they typed it, and is never markup of ours."""

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction

from reporting.publishing import publish_year
from tests.access.crawling import Answer, ask, crawl
from tests.access.test_matrix import asked

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CANARY = '"><svg onload=alert(1)>'
RAW = ("<svg onload", "<SVG onload")
CODED = {"code", "username", "password", "language", "time_zone", "currency"}
OURS = ("programme", "budgeting")  # what is published is copied from these


def typed_texts():
    """Every column of ours in which a person's words stand, by model."""
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.get_fields():
                text = isinstance(field, models.CharField | models.TextField)
                if not text or field.choices or field.name in CODED:
                    continue
                if (field.max_length or 1000) >= len(CANARY):
                    yield model, field


def plant() -> int:
    """The canary in every text that may still be written; how many columns took it."""
    planted = 0
    for model, field in typed_texts():
        for row in model._default_manager.all():
            try:
                with transaction.atomic():
                    model._default_manager.filter(pk=row.pk).update(
                        **{field.name: CANARY}
                    )
            except DatabaseError:
                continue  # frozen, unique, or a column of codes
            planted += 1
    return planted


def raw_in(answers: dict[str, Answer]) -> list[str]:
    """The pages that hold the canary as markup."""
    return [
        address
        for address, answer in answers.items()
        if "Content-Type: text/html" in answer.headers
        and any(raw in answer.text for raw in RAW)
    ]


@pytest.fixture
def planted(city):
    """The city with the canary everywhere, published again so."""
    assert plant() > 100
    year = city.states["published"].proposal.fiscal_year
    assert publish_year(year).new
    return city


def test_no_public_page_holds_what_was_typed_as_markup(planted):
    answers = crawl(planted)
    escaped = [a for a in answers if "&lt;svg onload=alert(1)&gt;" in answers[a].text]
    assert len(escaped) > 20
    assert raw_in(answers) == []


@pytest.mark.parametrize("role", ["signatory", "head", "admin", "auditor"])
def test_no_page_of_the_desk_or_the_administration_does(planted, client, role):
    client.force_login(planted.people[role])
    paths = {one.path for _, one in asked(planted, methods=["GET"])}
    answers = {path: ask(client, path) for path in sorted(paths)}
    escaped = [a for a in answers if "&lt;svg onload=alert(1)&gt;" in answers[a].text]
    assert len(escaped) > 10
    assert raw_in(answers) == []


def test_markup_would_be_found():
    page = Answer(200, "Content-Type: text/html\n", f"<b>{CANARY}</b>".encode())
    assert raw_in({"/": page}) == ["/"]
