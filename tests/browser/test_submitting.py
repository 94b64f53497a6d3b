"""Submitting in a browser: pressed twice, refreshed, gone back to; and verified."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from budgeting import services
from budgeting.models import Submission
from tests.browser.people import Person
from tests.factories import make_proposal, make_unit, make_user, make_year


class Signatory(Person):
    """Somebody who signs, with JavaScript or without."""

    def button(self):
        name = self.says("Sign and submit to Finance")
        return self.page.get_by_role("button", name=name)

    def rules(self):
        """Every rule that axe has, which it tells once it is in the page."""
        Axe().run(self.page)
        return self.page.evaluate("axe.getRules().map(rule => rule.ruleId)")


@pytest.fixture
def draft(transactional_db):
    unit = make_unit("06CD03", name="Sistema de Aguas")
    proposal = make_proposal(make_year(2027), unit, lines=3)
    return proposal, make_user("signatory", unit, first_name="Rosa", last_name="Luz")


def test_two_presses_a_refresh_and_back_give_one_receipt(draft, browser, live_server):
    proposal, user = draft
    me = Signatory(browser, live_server.url, "es").signs_in(user)
    me.goes_to(f"desk/proposals/{proposal.pk}/check/")
    me.button().dblclick()
    me.reads("Submitted to Finance")
    receipt = me.page.url
    me.page.reload()
    me.page.go_back()
    if me.button().count():  # the page as it was kept, or as it is now
        me.button().click()
        expect(me.page).to_have_url(receipt)
    assert Submission.objects.count() == 1


@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_proposal_is_checked_submitted_once_and_verified_by_anybody(
    draft, browser, live_server, language, scripts
):
    proposal, user = draft
    me = Signatory(browser, live_server.url, language, scripts=scripts).signs_in(user)
    me.goes_to(f"desk/proposals/{proposal.pk}/")
    me.finds_no_barrier()
    me.follows("Check and submit")
    me.reads("Nothing has been sent yet.")
    me.finds_no_barrier()
    me.follows("Show the amount of each line also in words")
    me.finds_no_barrier()
    line = proposal.lines.order_by("pk").first()
    me.page.locator(f"#line-{line.pk} a").first.click()
    me.fills(amount="5,000.00")
    me.presses("Save", exact=True)
    expect(me.page).to_have_url(
        f"{live_server.url}/{language}/desk/proposals/{proposal.pk}/check/#line-{line.pk}"
    )
    line.refresh_from_db()
    services.save_line(
        line.framework,
        by=make_user("preparer", proposal.unit),
        line=line,
        values={"amount": "7.00"},
    )
    me.button().click()
    me.reads("It was not submitted")
    me.reads("What changed after you opened the page")
    me.finds_no_barrier()
    me.button().dblclick()
    me.reads("Submitted to Finance")
    me.finds_no_barrier()
    made = Submission.objects.get()
    with me.page.expect_download() as form:
        me.follows("Download the official form (PDF)")
    assert form.value.path().read_bytes().startswith(b"%PDF-")
    assert form.value.suggested_filename == f"2027-06CD03-1-{language}.pdf"
    the_public_verifies_it(browser, live_server.url, language, scripts, made)
    assert Submission.objects.count() == 1


def the_public_verifies_it(browser, site, language, scripts, made):
    reader = Signatory(browser, site, language, scripts=scripts)
    reader.goes_to("verify/")
    reader.finds_no_barrier()
    reader.fills(hash="zz")
    reader.presses("Verify")
    expect(reader.page.locator(".error-summary")).to_be_visible()
    reader.finds_no_barrier()
    reader.fills(hash="0" * 64)
    reader.presses("Verify")
    reader.reads("No receipt has this hash")
    reader.finds_no_barrier()
    reader.fills(hash=made.content_hash.upper())
    reader.presses("Verify")
    reader.reads("A receipt with this hash was issued")
    expect(reader.page.locator("main")).to_contain_text("2027-06CD03-1")
    reader.finds_no_barrier()
