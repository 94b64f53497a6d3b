"""An auditor follows a changed amount from the trail to the proposal as it was."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from budgeting.models import SpendingLine
from programme.models import TrailEntry
from programme.trail import acting, because, seal
from tests.browser.people import BOTH, Person
from tests.factories import (
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_programme,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)


@pytest.fixture
def proposal(transactional_db):
    """A proposal whose line lost some of its amount, for a reason; then sealed."""
    programme = make_programme("PDH")
    action = make_action(programme, "10.01.01")
    year = make_year(2030, programme)
    proposal = make_proposal(year, make_unit("06CD03", name="Aguas"), lines=0)
    line = make_line(make_framework(proposal, "MPP-1"), "L1", "1000.00")
    make_citation(line, action)
    officer = make_user("preparer", proposal.unit, username="captura")
    with acting(by=officer, request="r1"), because("Oficio 12"):
        SpendingLine.objects.filter(pk=line.pk).update(amount="900.50")
    seal()
    SpendingLine.objects.filter(pk=line.pk).update(territory="Centro")
    return proposal


@pytest.mark.slow
@pytest.mark.parametrize("language", BOTH)
def test_an_auditor_reads_a_change_and_the_proposal_before_it(
    browser, live_server, proposal, language
):
    auditor = Person(browser, live_server.url, language).signs_in(make_user("auditor"))
    auditor.follows("Audit")
    auditor.reads("The chain of hashes")
    accessible(auditor)

    the_auditor_looks_for_what_one_person_did(auditor)
    the_entry_shows_its_hash(auditor)
    the_proposal_is_read_before_the_change(auditor)
    the_trail_is_taken_away(auditor)


def the_auditor_looks_for_what_one_person_did(auditor):
    page = auditor.page
    page.locator("summary").first.click()
    page.locator("[name=source]").select_option("budgeting_spendingline")
    page.locator("[name=unit]").select_option(label="06CD03 Aguas")
    auditor.presses("Show")
    expect(page.locator("article")).to_have_count(3)
    expect(page.locator("article").nth(1)).to_contain_text("1,000.00 → 900.50")
    expect(page.locator("article").nth(1)).to_contain_text("Oficio 12")
    expect(page.locator("article").nth(0)).to_contain_text(
        auditor.says("Not sealed yet")
    )
    accessible(auditor)


def the_entry_shows_its_hash(auditor):
    page = auditor.page
    entry = TrailEntry.objects.get(
        label="update", said__amount=900.5, said__territory=""
    )
    page.goto(f"{auditor.site}/{auditor.language}/audit/entries/{entry.entry}/")
    auditor.reads("Does the hash follow?")
    auditor.reads(
        "it is the SHA-256 of the two below it, as bytes, one after the other"
    )
    accessible(auditor)
    auditor.follows("History of this row")
    expect(page.locator("article")).to_have_count(3)
    accessible(auditor)
    page.go_back()
    auditor.follows("The proposal at this moment")


def the_proposal_is_read_before_the_change(auditor):
    page = auditor.page
    expect(page.locator("tbody tr[id^=line]")).to_contain_text("900.50")
    auditor.reads("It is different now: the differences are marked below.")
    auditor.follows("Previous change")
    row = page.locator("tbody tr[id^=line]")
    expect(row).to_contain_text("1,000.00")
    expect(row.locator("ins")).to_contain_text(["900.50", "Centro"])
    accessible(auditor)
    auditor.follows("As it stands now")
    auditor.reads("It stands now as it stood then.")
    auditor.fills(day="01/01/2020", time="")
    auditor.presses("Show that moment")
    expect(page.locator("tbody tr[id^=line]")).to_have_count(0)
    expect(page.locator("p.notice")).to_have_count(1)  # that there was none
    accessible(auditor)


def the_trail_is_taken_away(auditor):
    auditor.goes_to("audit/?row=987654")
    auditor.reads("No entry is like that.")
    accessible(auditor)
    with auditor.page.expect_download() as download:
        auditor.presses("Download the trail")
    assert download.value.suggested_filename.startswith("hrbudget-trail-")
    auditor.goes_to("audit/?source=programme_reading")
    expect(auditor.page.locator("article")).to_have_count(1)


WIDTHS = {"es": 320, "en": 1280}  # each state is looked at as a telephone, and whole


def accessible(auditor):
    """Nothing for axe to find, and nothing wider than a telephone."""
    page = auditor.page
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": WIDTHS[auditor.language], "height": 900})
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    page.set_viewport_size({"width": 1280, "height": 900})
