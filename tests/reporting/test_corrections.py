import re
from datetime import timedelta
from html import unescape
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.utils.timezone import now

from budgeting.models import RegisteredException, SpendingLine
from programme.models import BudgetUnit
from programme.trail import acting
from reporting.correction_words import numbers_changed, summary
from reporting.corrections import corrections, reasons_for
from reporting.differences import differences, digests
from reporting.models import Correction, Publication
from reporting.publishing import publish_year
from tests.factories import (
    make_action,
    make_citation,
    make_programme,
    make_right,
    make_unit,
    make_user,
    make_year,
)
from tests.reporting.cities import Line, budget, reopen
from tests.reporting.reading import text_of
from tests.reporting.records import make_record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def corrected():
    """A year published twice: A's line worth more and one taken out; B linked since."""
    programme = make_programme("P1")
    make_right(programme, "01", name_en="Water")
    action = make_action(programme, "01.01.01")
    a, b = make_unit("A", name="Ministry A"), make_unit("B", name="Ministry B")
    year = make_year(2030, programme, linking="requested")
    ours = budget(
        year, a, Line("L1", "100.00", {action: 10000}), Line("L2", "5.00", {})
    )
    theirs = budget(year, b, Line("M1", "40.00"))
    publish_year(year)
    for proposal in (ours, theirs):
        reopen(proposal)
    SpendingLine.objects.filter(code="L1").update(amount="130.00")
    SpendingLine.objects.get(code="L2").delete()
    line = SpendingLine.objects.get(code="M1")
    make_citation(line, action, 10000)
    for proposal in (ours, theirs):
        proposal.status, proposal.approved_at = "approved", now()
        proposal.save()
    with acting(by=make_user("analyst")):  # as on the site: each statement is read
        return publish_year(year).publication


def read(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return text_of(answer)


def test_every_file_whose_hash_differs_is_listed_and_no_other(corrected):
    before = corrected.fiscal_year.publications.get(number=1)
    files = differences(before, corrected)
    old, new = digests(before), digests(corrected)
    differing = {name.removesuffix(".csv") for name in new if old[name] != new[name]}
    assert set(files) == differing
    assert differing == {"year", "lines", "citations", "units", "rights", "actions"}


def test_lines_added_removed_and_changed_are_counted_and_told(corrected):
    lines = Correction.objects.get(publication=corrected).files["lines"]
    assert (lines["added"], lines["removed"], lines["changed"]) == (0, 1, 2)
    told = [
        (
            row["old"]["code"],
            {name: (row["old"][name], row["new"][name]) for name in row["columns"]},
        )
        for row in lines["rows"]
        if row["new"]
    ]
    assert told == [
        ("L1", {"amount": ("100.00", "130.00")}),
        ("M1", {"state": ("not_screened", "linked")}),
    ]


def test_the_numbers_that_changed_are_told_old_and_new(corrected):
    (one,) = corrections([corrected.pk])
    told = [(str(n.name), n.old, n.new) for n in numbers_changed(one)]
    assert ("Units linked: every line cites an action", "0", "2") in told
    assert ("Amount of all lines", "145.00", "170.00") in told
    assert ("Units that prepared one", "2", "2") not in told


def test_the_summary_counts_lines_citations_units_and_numbers(corrected):
    (one,) = corrections([corrected.pk])
    assert summary(one) == (
        "Lines: 2 changed, 0 added, 1 removed. "
        "Citations: 1 changed, 1 added, 0 removed. "
        "2 units are in another state. 10 numbers of the year changed."
    )


def test_the_first_publication_of_a_year_changed_nothing(client):
    first = make_record(2030)
    (one,) = corrections([first.pk])
    assert (one.before, one.files) == (None, {})
    page = read(client, "/en/years/2030/publications/1/changes/")
    assert "The first publication of the year." in page


def test_the_reason_is_what_the_register_says_of_the_time_between(corrected):
    before = corrected.fiscal_year.publications.get(number=1)

    def reopening(at, reason, year=2030):
        unit = BudgetUnit.objects.get(code="A")
        given = {"unit": unit, "unit_code": "A", "unit_name": "Ministry A"}
        given |= {"kind": "reopening", "author": "Ana Ruiz", "reason": reason}
        RegisteredException.objects.create(fiscal_year_id=year, at=at, **given)

    make_record(2029)
    reopening(before.published_at - timedelta(seconds=1), "Too early")
    between = before.published_at + (corrected.published_at - before.published_at) / 2
    reopening(between, "L1 was wrong")
    reopening(between, "Of another year", year=2029)
    reopening(corrected.published_at + timedelta(seconds=1), "Too late")
    (one,) = corrections([corrected.pk])
    reasons = [entry.reason for entry in reasons_for(one).reopenings]
    assert reasons == ["L1 was wrong"]


def test_pages_say_what_changed_and_an_earlier_publication_leads_there(
    client, corrected
):
    listed = read(client, "/en/years/2030/changes/")
    assert listed.index("Publication 2") < listed.index("Publication 1")
    assert "Lines: 2 changed, 0 added, 1 removed." in listed
    page = read(client, "/en/years/2030/publications/2/changes/")
    assert "Amount: 100.00 → 130.00" in page
    assert "Removed 5.00 MXN" in page
    assert "State: Not screened → Linked" in page
    earlier = client.get("/en/years/2030/publications/1/").content.decode()
    assert 'href="/en/years/2030/changes/"' in earlier


def test_every_link_of_the_page_of_changes_leads_somewhere(client, corrected):
    answer = client.get("/en/years/2030/publications/2/changes/").content.decode()
    main = re.search(r"<main.*?</main>", answer, re.S)[0]
    for address in set(re.findall(r'href="(/[^"]*)"', main)):
        assert client.get(unescape(address)).status_code == 200, address


def test_a_correction_not_kept_is_compared_anew_and_the_command_keeps_it(
    corrected, capsys
):
    (kept_one,) = corrections([corrected.pk])
    Correction.objects.all().delete()
    assert corrections([corrected.pk])[0].files == kept_one.files
    call_command("keep_corrections")
    call_command("keep_corrections")
    assert capsys.readouterr().out == "Kept what 2030 #2 changed.\n"
    assert Correction.objects.get().files == kept_one.files


def test_amounts_are_told_to_the_cent():
    programme = make_programme("P1")
    unit = make_unit("A")
    year = make_year(2030, programme, linking="requested")
    proposal = budget(year, unit, Line("L1", "9999999999999.99"))
    publish_year(year)
    reopen(proposal)
    SpendingLine.objects.update(amount="9999999999999.98")
    proposal.status, proposal.approved_at = "approved", now()
    proposal.save()
    publish_year(year)
    (row,) = Correction.objects.get().files["lines"]["rows"]
    assert (row["old"]["amount"], row["new"]["amount"]) == (
        "9999999999999.99",
        "9999999999999.98",
    )


# The feed


def feed_of(client, language: str = "en") -> ElementTree.Element:
    answer = client.get(f"/{language}/feed.atom")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)  # noqa: S314


def texts(element, name: str) -> list[str]:
    return [one.text for one in element.findall(ATOM + name)]


def test_the_feed_is_atom_with_all_that_each_element_must_have(client, corrected):
    feed = feed_of(client)
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(texts(element, name)) == 1, name
        for moment in texts(element, "updated"):
            assert MOMENT.fullmatch(moment)
        for link in element.findall(f"{ATOM}link"):
            assert link.get("href").startswith("http")
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    assert feed.find(f"{ATOM}link[@rel='self']").get("href").endswith("/en/feed.atom")
    ids = [texts(entry, "id")[0] for entry in feed.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids) == 2


def test_the_newest_publication_comes_first_and_a_correction_says_what_it_changed(
    client, corrected
):
    second, first = feed_of(client).findall(f"{ATOM}entry")
    assert texts(second, "title") == [
        "Budget 2030, publication 2, a correction (As voted)"
    ]
    assert texts(first, "title") == ["Budget 2030, publication 1 (As voted)"]
    assert texts(feed_of(client, "es").findall(f"{ATOM}entry")[0], "title") == [
        "Presupuesto 2030, publicación 2, una corrección (Aprobado por el Legislativo)"
    ]
    assert "Lines: 2 changed, 0 added, 1 removed." in texts(second, "summary")[0]
    summary = texts(second, "summary")[0]
    assert "The 2030 budget gives money to the only action in force." in summary
    assert "Rights and groups with the most linked money: Water, 100" in summary


def test_an_entry_keeps_its_identity_and_time_when_another_is_published(client):
    make_record(2029)
    before = feed_of(client).find(f"{ATOM}entry")
    make_record(2030)
    entries = feed_of(client).findall(f"{ATOM}entry")
    same = [one for one in entries if texts(one, "id") == texts(before, "id")]
    assert [texts(one, "updated") for one in same] == [texts(before, "updated")]
    assert len(entries) == 2


def test_the_feed_is_kept_and_says_when_nothing_is_new(client):
    make_record(2029)
    tag = client.get("/en/feed.atom").headers["ETag"]
    again = client.get("/en/feed.atom", headers={"If-None-Match": tag})
    assert again.status_code == 304
    make_record(2029)
    assert client.get("/en/feed.atom").headers["ETag"] != tag


def test_a_feed_without_a_publication_is_still_a_feed(client):
    feed = feed_of(client, "es")
    assert feed.findall(f"{ATOM}entry") == []
    assert len(texts(feed, "updated")) == 1
    assert Publication.objects.count() == 0
    assert 'type="application/atom+xml" href="/es/feed.atom"' in (
        client.get("/es/").content.decode()
    )
