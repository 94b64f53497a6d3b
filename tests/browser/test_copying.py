"""Last year copied, decided about and confirmed, then a question of Finance answered
beside its line: with a script and without, in both languages, without a barrier."""

from datetime import date

import pytest
from playwright.sync_api import expect

from budgeting import services
from budgeting.models import Proposal
from tests.browser.people import Person
from tests.budgeting.test_services_copies import Copying, retired
from tests.factories import make_action, make_line, make_user, move_proposal

OFF_BY_DEFAULT = [  # rules that axe leaves out unless they are named
    "target-size", "td-has-header", "table-fake-caption", "p-as-heading",
    "focus-order-semantics", "css-orientation-lock", "label-content-name-mismatch",
]  # fmt: skip
pytestmark = pytest.mark.slow


class Officer(Person):
    """Somebody of the unit, with scripts or without."""

    def rules(self):
        return OFF_BY_DEFAULT


@pytest.fixture
def city(transactional_db):
    """2011 approved: two lines, one of which cites an action that was renamed since."""
    scene = Copying()
    new = make_action(scene.programme, "01.01.03")
    scene.cite(scene.action, 6000)
    scene.cite(retired(scene, "01.01.02", new), 4000)
    make_line(scene.old_framework, "L2", "300.00")
    scene.old_framework.lines.get(code="L2").citations.create(
        action=scene.action, programme=scene.programme, share=10000
    )
    move_proposal(scene.source, "approved")
    Proposal.objects.filter(pk=scene.draft.pk).delete()
    return scene


@pytest.mark.parametrize(
    ("language", "scripts"),
    [
        ("es", True),
        ("es", False),
        ("en", True),
        ("en", False),
    ],
)
def test_last_year_is_copied_confirmed_and_handed_in(
    browser, live_server, city, language, scripts
):
    officer = Officer(browser, live_server.url, language, scripts=scripts)
    officer.signs_in(make_user("signatory", city.unit))
    last_year_is_copied_with_its_amounts(officer)
    one_action_is_decided_about(officer)
    every_row_is_confirmed(officer)
    it_is_handed_in_and_comes_back(officer, city)
    the_question_is_answered_beside_its_line(officer)


def last_year_is_copied_with_its_amounts(officer):
    officer.goes_to("desk/proposals/")
    officer.finds_no_barrier()
    officer.page.locator("button[name=then]").click()
    officer.reads("What will be copied")
    officer.finds_no_barrier()
    officer.page.locator("input[value=copy]").check()
    officer.page.locator("main form button[type=submit]").last.click()
    officer.reads(
        "Open each framework, read what was copied, correct it and confirm it. The"
        " proposal cannot be submitted before."
    )
    officer.finds_no_barrier()


def one_action_is_decided_about(officer):
    framework = Proposal.objects.get(fiscal_year=2030).frameworks.get()
    officer.goes_to(f"desk/frameworks/{framework.pk}/")
    officer.reads("Copied, not reviewed")
    officer.finds_no_barrier()
    officer.page.locator("a[href*='/decide/']").click()
    officer.finds_no_barrier()
    officer.presses("Save the decision")
    officer.reads("Choose what becomes of at least one action.")
    officer.finds_no_barrier()
    officer.page.get_by_label(
        officer.says("Cite its successor %(code)s", code="01.01.03")
    ).check()
    officer.presses("Save the decision")
    officer.reads("01.01.03")


def every_row_is_confirmed(officer):
    officer.page.locator("input[name=line]").first.check()
    officer.presses("Confirm the ticked lines")
    expect(officer.page.locator("input[name=line]")).to_have_count(1)
    officer.presses("Confirm all of this framework")
    expect(officer.page.locator("input[name=line]")).to_have_count(0)
    expect(officer.page.locator("#confirm")).to_have_count(0)
    officer.finds_no_barrier()


def it_is_handed_in_and_comes_back(officer, city):
    draft = Proposal.objects.get(fiscal_year=2030)
    officer.goes_to(f"desk/proposals/{draft.pk}/check/")
    officer.presses("Sign and submit to Finance")
    expect(officer.page.locator("main")).to_contain_text("1,550.50")
    analyst = make_user("analyst")
    services.observe(
        draft,
        by=analyst,
        text="¿Qué refugio es?",
        about=services.About(line=draft.lines.get(code="L1")),
        due_on=date(2030, 12, 31),
    )
    services.return_proposal(draft, by=analyst, note="Responda")
    officer.goes_to(f"desk/proposals/{draft.pk}/check/")
    officer.reads(
        "Nothing was changed or answered since Finance returned the proposal. Change"
        " what Finance asks for, or answer its observations, then submit."
    )
    officer.finds_no_barrier()


def the_question_is_answered_beside_its_line(officer):
    line = Proposal.objects.get(fiscal_year=2030).lines.get(code="L1")
    for place in ("edit", "cite"):
        officer.goes_to(f"desk/lines/{line.pk}/{place}/")
        officer.reads("What Finance asks here")
        officer.finds_no_barrier()
    officer.goes_to(f"desk/frameworks/{line.framework_id}/")
    officer.finds_no_barrier()
    officer.page.locator("textarea[name=text]").fill("El de Tláhuac.")
    officer.presses("Keep the answer")
    officer.reads("Answered")
    officer.goes_to(f"desk/proposals/{line.proposal_id}/")
    officer.reads("%(answered)s of %(whole)s answered", answered=1, whole=1)
    officer.finds_no_barrier()
    officer.goes_to(f"desk/proposals/{line.proposal_id}/check/")
    officer.presses("Sign and submit to Finance")
    expect(officer.page.locator("main")).to_contain_text("1,550.50")
