"""Two officers at one form: both are kept, or the second chooses (checks.md, F15)."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from budgeting import services
from budgeting.services import CitedAction
from tests.factories import (
    make_action,
    make_line,
    make_observation,
    make_proposal,
    make_unit,
    make_user,
    make_year,
)

pytestmark = pytest.mark.django_db
NAME = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@pytest.fixture(autouse=True)
def _in_english(english):
    pass


class Desk:
    """One unit's draft: María saves by the service, I by the pages."""

    def __init__(self, **year):
        self.unit = make_unit()
        self.proposal = make_proposal(make_year(**year), self.unit)
        self.framework = self.proposal.frameworks.get()
        self.line = self.proposal.lines.get()
        names = {"first_name": "María", "last_name": "Pérez"}
        self.maria = make_user("preparer", self.unit, **names)
        self.client = Client()
        self.me = make_user("preparer", self.unit)
        self.client.force_login(self.me)

    def maria_saves(self, **values):
        line = type(self.line).objects.get(pk=self.line.pk)
        services.save_line(
            self.framework, by=self.maria, values=values, line=line, version=None
        )

    def typed(self, **changes):
        line = {"code": self.line.code, "object_code": "4411", "version": "1"}
        line |= {"description": "Apoyos a la población", "amount": "1,000.00"}
        return {**line, "territory": "", **changes}

    def send(self, view, row, data):
        address = reverse(f"budgeting:{view}", args=[row.pk])
        return self.client.post(address, data, follow=True)

    def saved(self):
        self.line.refresh_from_db()
        return self.line.description, str(self.line.amount), self.line.territory


def hidden(page):
    """What the hidden fields of the page hold."""
    found = NAME.findall(page.content.decode())
    return {name: value.replace("&quot;", '"') for name, value in found}


def test_different_fields_of_a_line_are_both_kept_and_the_second_is_told():
    desk = Desk()
    desk.maria_saves(amount="2,500.00")
    page = desk.send("line_edit", desk.line, desk.typed(territory="Iztapalapa"))
    assert page.status_code == 200
    assert desk.saved() == ("Apoyos a la población", "2500.00", "Iztapalapa")
    said = "María Pérez saved this while you were writing. Both are kept: yours, and of"
    assert f"{said} theirs: Amount." in page.content.decode()


def test_the_same_change_by_both_is_no_conflict():
    desk = Desk()
    desk.maria_saves(amount="2,500.00")
    page = desk.send("line_edit", desk.line, desk.typed(amount="2500"))
    assert page.status_code == 200
    assert desk.saved()[1] == "2500.00"


def test_citing_a_line_does_not_stand_in_the_way_of_who_edits_it():
    desk = Desk()
    another = make_action(desk.proposal.fiscal_year.main_programme, "01.01.02")
    services.cite_actions(
        desk.line, by=desk.maria, citations=[CitedAction(another)], version=1
    )
    page = desk.send("line_edit", desk.line, desk.typed(description="Becas"))
    assert page.status_code == 200
    assert desk.saved()[0] == "Becas"


def clash(desk):
    """Both change the description; she also sets the amount, I the territory."""
    desk.maria_saves(description="Becas de María", amount="2,500.00")
    mine = desk.typed(description="Becas mías", territory="Iztapalapa")
    return mine, desk.send("line_edit", desk.line, mine)


def test_the_same_field_shows_mine_theirs_and_what_stood_before_by_whom_and_when():
    desk = Desk()
    _mine, page = clash(desk)
    text = page.content.decode()
    assert page.status_code == 409
    assert desk.saved() == ("Becas de María", "2500.00", "")
    for said in ("Becas mías", "Becas de María", "Apoyos a la población"):
        assert said in text
    assert "Saved by María Pérez on" in text
    assert "Only they changed this, and it stays: Amount." in text
    assert text.count('type="radio"') == 3
    assert "checked" not in text
    assert [field.name for field in page.context["form"].clashes] == ["description"]
    assert page.context["form"]["amount"].value() == "2,500.00"


@pytest.mark.parametrize(
    ("way", "description"),
    [
        ("mine", "Becas mías, corregidas"),
        ("theirs", "Becas de María"),
        ("before", "Apoyos a la población"),
    ],
)
def test_each_choice_does_what_it_says_and_the_rest_of_both_is_kept(way, description):
    desk = Desk()
    mine, page = clash(desk)
    held = {key: hidden(page)[key] for key in ("version", "since", "clash")}
    again = {**mine, **held, "description": "Becas mías, corregidas"}
    again |= {"amount": "2,500.00", "keep_description": way}
    done = desk.send("line_edit", desk.line, again)
    assert done.status_code == 200
    assert desk.saved() == (description, "2500.00", "Iztapalapa")


def test_without_a_choice_nothing_is_saved_and_the_question_stays():
    desk = Desk()
    mine, page = clash(desk)
    held = {key: hidden(page)[key] for key in ("version", "since", "clash")}
    page = desk.send("line_edit", desk.line, {**mine, **held})
    text = page.content.decode()
    assert page.status_code == 409
    assert "Choose which of the three texts stays." in text
    assert text.count('type="radio"') == 3
    assert "Becas de María" in text and "Apoyos a la población" in text
    assert desk.saved()[0] == "Becas de María"


@pytest.mark.parametrize("way", ["mine", "theirs", "before"])
def test_no_word_of_either_is_lost_whatever_was_chosen(way):
    desk = Desk()
    mine, page = clash(desk)
    held = {key: hidden(page)[key] for key in ("version", "since", "clash")}
    again = {**mine, **held, "keep_description": way}
    desk.send("line_edit", desk.line, again)
    desk.send("line_edit", desk.line, again)  # the lost answer
    address = reverse("budgeting:proposal_detail", args=[desk.proposal.pk])
    history = desk.client.get(address).content.decode()
    assert "Becas mías" in history and "Becas de María" in history
    aside = desk.proposal.events.filter(data__what="line set aside")
    assert aside.count() == (0 if way == "mine" else 1)


def test_a_third_save_between_the_question_and_the_answer_asks_again():
    desk = Desk()
    mine, page = clash(desk)
    held = {key: hidden(page)[key] for key in ("version", "since", "clash")}
    desk.maria_saves(description="Becas de María, otra vez")
    again = {**mine, **held, "keep_description": "mine", "amount": "2,500.00"}
    page = desk.send("line_edit", desk.line, again)
    assert page.status_code == 409
    assert "Becas de María, otra vez" in page.content.decode()
    assert desk.saved()[0] == "Becas de María, otra vez"


def test_two_officers_describe_one_framework_and_one_month_each_is_kept():
    desk = Desk()
    framework = desk.framework
    services.save_framework(
        desk.proposal,
        by=desk.maria,
        values={"indicator": "De María", "monthly_targets": ["5", *[""] * 11]},
        framework=framework,
        version=1,
    )
    typed = {
        "version": "1",
        "code": framework.code,
        "name": framework.name,
        "problem": "Problema y evidencia",
        "objective": "Mi objetivo",
        "target_population": "Población objetivo",
        "expected_result": "Resultado",
        "unit_of_measure": "Persona",
        "physical_target": "100",
        "function": "2.6",
        "month_2": "7",
    }
    page = desk.send("framework_edit", framework, typed)
    assert page.status_code == 200
    framework.refresh_from_db()
    assert (framework.indicator, framework.objective) == ("De María", "Mi objetivo")
    assert [str(one) for one in framework.monthly_targets[:2]] == ["5.00", "7.00"]


def test_what_was_typed_for_a_line_that_was_removed_meanwhile_stays_in_the_page():
    desk = Desk()
    services.remove_line(desk.line, by=desk.maria)
    page = desk.send("line_edit", desk.line, desk.typed(description="Becas mías"))
    text = page.content.decode()
    assert page.status_code == 409
    assert "Somebody removed this line meanwhile. What you typed is still here." in text
    assert "Becas mías" in text


def test_what_was_typed_stays_when_the_proposal_was_handed_in_meanwhile():
    desk = Desk()
    signatory = make_user("signatory", desk.unit)
    services.submit_proposal(desk.proposal, by=signatory)
    page = desk.send("line_edit", desk.line, desk.typed(description="Becas mías"))
    assert page.status_code == 409
    assert "The proposal is frozen (submitted)." in page.content.decode()
    assert "Becas mías" in page.content.decode()


# citations


def cited(desk, **year):
    programme = desk.proposal.fiscal_year.main_programme
    return [make_action(programme, f"02.01.0{n}", text_en=f"Act {n}") for n in (1, 2)]


def opened(desk):
    """The page of what the line cites, as its form would be sent."""
    address = reverse("budgeting:line_cite", args=[desk.line.pk])
    held = hidden(desk.client.get(address))
    return {"version": held["version"], "before": held["before"], "do": "save"}


def cites(desk):
    codes = desk.line.citations.order_by("action__code")
    return [(one.action.code, one.share) for one in codes]


def test_actions_that_two_officers_add_in_equal_parts_are_all_kept():
    desk = Desk()
    first, (one, two) = desk.line.citations.get().action, cited(desk)
    page = opened(desk)
    both = [CitedAction(first), CitedAction(one)]
    services.cite_actions(desk.line, by=desk.maria, citations=both, version=1)
    mine = {**page, "cited": first.pk, "add": two.pk}
    done = desk.send("line_cite", desk.line, mine)
    assert done.status_code == 200
    codes = [code for code, _share in cites(desk)]
    assert codes == ["01.01.01", "02.01.01", "02.01.02"]
    assert "the actions of both are kept" in done.content.decode()


def test_a_field_of_the_line_saved_meanwhile_does_not_stand_in_the_way_of_citing():
    desk = Desk()
    one, _two = cited(desk)
    page = opened(desk)
    desk.maria_saves(amount="9.00")
    mine = {**page, "cited": desk.line.citations.get().action_id, "add": one.pk}
    assert desk.send("line_cite", desk.line, mine).status_code == 200
    assert [code for code, _share in cites(desk)] == ["01.01.01", "02.01.01"]


@pytest.mark.parametrize(
    ("way", "after"),
    [
        ("mine", [("01.01.01", 2500), ("02.01.02", 7500)]),
        ("theirs", [("01.01.01", 6000), ("02.01.01", 4000)]),
        ("before", [("01.01.01", 10000)]),
    ],
)
def test_shares_that_both_wrote_are_one_thing_and_the_second_chooses(way, after):
    desk = Desk()
    first, (one, two) = desk.line.citations.get().action, cited(desk)
    page = opened(desk)
    theirs = [CitedAction(first, 6000), CitedAction(one, 4000)]
    services.cite_actions(desk.line, by=desk.maria, citations=theirs, version=1)
    mine = {**page, "shared": "own", "cited": [first.pk, two.pk]}
    mine |= {f"a{first.pk}-share": "25", f"a{two.pk}-share": "75"}
    asked = desk.send("line_cite", desk.line, mine)
    text = asked.content.decode()
    assert asked.status_code == 409
    assert cites(desk) == [("01.01.01", 6000), ("02.01.01", 4000)]
    assert "02.01.02 Act 2 · 75 %" in text and "02.01.01 Act 1 · 40 %" in text
    assert "Saved by María Pérez on" in text
    held = {k: hidden(asked)[k] for k in ("version", "before", "since", "clash")}
    unanswered = desk.send("line_cite", desk.line, {**mine, **held})
    assert unanswered.status_code == 409
    assert "Choose whose citations stay." in unanswered.content.decode()
    chosen = {**mine, **held, "keep_citations": way}
    assert desk.send("line_cite", desk.line, chosen).status_code == 200
    assert cites(desk) == after
    aside = desk.proposal.events.filter(data__what="citations set aside")
    if way == "mine":
        assert not aside.exists()
    else:
        assert "02.01.02 Act 2 · 75 %" in aside.get().data["aside"]["citations"]


# an answer, and why nothing applies


def asked_about():
    desk = Desk()
    signatory = make_user("signatory", desk.unit)
    services.submit_proposal(desk.proposal, by=signatory)
    return desk, make_observation(desk.proposal)


@pytest.mark.parametrize("way", ["mine", "theirs", "before"])
def test_two_answers_to_one_observation_are_asked_about(way):
    desk, one = asked_about()
    services.reply_to_observation(one, by=desk.maria, text="Antes")
    services.reply_to_observation(one, by=desk.maria, text="De\r\nMaría")
    mine = {"text": "Mía", "before": "Antes"}
    page = desk.send("observation_reply", one, mine)
    assert page.status_code == 409
    assert "Saved by María Pérez on" in page.content.decode()
    held = {key: hidden(page)[key] for key in ("before", "since", "clash")}
    assert (held["since"], held["clash"]) == ("Antes", "text")
    chosen = {"text": "Mía", **held, "keep_text": way}
    assert desk.send("observation_reply", one, chosen).status_code == 200
    one.refresh_from_db()
    after = {"mine": "Mía", "theirs": "De\r\nMaría", "before": "Antes"}
    assert one.reply == after[way]
    told = " ".join(
        str(event.data) + event.note for event in desk.proposal.events.all()
    )
    assert "Mía" in told and "María" in told


def test_an_answer_made_over_what_is_saved_needs_no_choice():
    desk, one = asked_about()
    services.reply_to_observation(one, by=desk.maria, text="De\r\nMaría")
    mine = {"text": "Mía", "before": "De\nMaría"}
    assert desk.send("observation_reply", one, mine).status_code == 200
    one.refresh_from_db()
    assert one.reply == "Mía"


def test_two_reasons_why_nothing_applies_are_asked_about():
    desk = Desk(linking="requested")
    line = make_line(desk.framework)
    services.screen_line(line, by=desk.maria, reason="De María")
    page = desk.send("line_screen", line, {"reason": "Mía", "before": ""})
    assert page.status_code == 409
    assert "Saved by María Pérez on" in page.content.decode()
    line.refresh_from_db()
    assert line.screened_reason == "De María"
    held = {"before": "De María", "since": "", "clash": "reason"}
    desk.send("line_screen", line, {"reason": "Mía", **held, "keep_reason": "mine"})
    line.refresh_from_db()
    assert line.screened_reason == "Mía"


@pytest.mark.parametrize("field", ["before", "since"])
@pytest.mark.parametrize(
    "sent", ["[" * 5000, '["own", [[1e400, "", "", ""]]]', "null", '["own", 1]']
)
def test_what_no_page_was_made_from_is_no_fault(field, sent):
    desk = Desk()
    mine = {**opened(desk), field: sent, "clash": "citations"}
    mine["cited"] = desk.line.citations.get().action_id
    assert desk.send("line_cite", desk.line, mine).status_code == 409
    assert cites(desk) == [("01.01.01", 10000)]
