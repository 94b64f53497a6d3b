"""Citing many lines at once: what each line would cite, applied all or none."""

from decimal import Decimal

import pytest
from django.urls import reverse

from budgeting import services
from tests.factories import (
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_programme,
    make_proposal,
    make_user,
    make_year,
)

pytestmark = pytest.mark.django_db


class Case:
    """Lines that cite nothing, one action, equal parts, and shares of their own."""

    def __init__(self, client, **year):
        programme = make_programme("PDH")
        self.year = make_year(2030, programme, **year)
        self.a, self.b, self.c = (
            make_action(programme, code)
            for code in ("01.01.01", "01.01.02", "03.02.04")
        )
        self.proposal = make_proposal(self.year, lines=0)
        framework = make_framework(self.proposal, "482", name="Atención")
        texts = {
            "NONE": "Becas",
            "ONE": "Pipas de agua",
            "EQUAL": "Talleres",
            "OWN": "Árboles",
        }
        self.lines = {
            code: make_line(framework, code, "100.01", position=n, description=text)
            for n, (code, text) in enumerate(texts.items(), start=1)
        }
        make_citation(self.lines["ONE"], self.a)
        make_citation(self.lines["EQUAL"], self.a, 5000, justification="Por el agua")
        make_citation(self.lines["EQUAL"], self.c, 5000)
        make_citation(self.lines["OWN"], self.a, 7000)
        make_citation(self.lines["OWN"], self.c, 3000)
        self.by = make_user("preparer", self.proposal.unit)
        self.client = client
        client.force_login(self.by)
        self.page = reverse("budgeting:proposal_cite", args=[self.proposal.pk])

    def ask(self, do, *codes, actions=(), **typed):
        body = {
            "line": [self.lines[code].pk for code in codes],
            "cited": [action.pk for action in actions],
            "do": do,
            **typed,
        }
        return self.client.post(self.page, body)

    def confirm(self, previewed, *codes, **asked):
        versions = previewed.context["versions"]
        return self.ask("apply", *codes, versions=versions, **asked)

    def cited(self, code):
        rows = self.lines[code].citations.order_by("action__code")
        return list(rows.values_list("action__code", "share"))


@pytest.fixture
def case(client):
    return Case(client)


def outcomes(response):
    return {one.line.code: one.outcome for one in response.context["plan"].lines}


def money(shown):
    return [(one.citation.action.code, one.per_cent, one.amount) for one in shown]


ALL = ("NONE", "ONE", "EQUAL", "OWN")


def test_added_in_equal_parts_the_preview_tells_who_receives_it_and_who_does_not(case):
    response = case.ask("preview", *ALL, actions=[case.b], how="add", shared="equal")
    assert response.status_code == 200
    assert outcomes(response) == {
        "NONE": "changes", "ONE": "changes", "EQUAL": "changes", "OWN": "blocked",
    }  # fmt: skip
    by_code = {one.line.code: one for one in response.context["plan"].changes}
    assert money(by_code["ONE"].before) == [("01.01.01", "100", Decimal("100.01"))]
    assert money(by_code["ONE"].after) == [
        ("01.01.01", "50", Decimal("50.01")),
        ("01.01.02", "50", Decimal("50.00")),
    ]
    assert money(by_code["EQUAL"].after) == [
        ("01.01.01", "33.34", Decimal("33.35")),
        ("03.02.04", "33.33", Decimal("33.33")),
        ("01.01.02", "33.33", Decimal("33.33")),
    ]
    assert not case.lines["NONE"].citations.exists()


def test_what_was_previewed_is_saved_with_one_event_and_one_undo_takes_it_back(case):
    asked = {"actions": [case.b], "how": "add", "shared": "equal"}
    typed = {f"a{case.b.pk}-strength": "direct", f"a{case.b.pk}-justification": "Sí"}
    preview = case.ask("preview", *ALL, **asked, **typed)
    before = case.proposal.events.count()
    done = case.confirm(preview, *ALL, **asked, **typed)
    assert done.url == reverse("budgeting:proposal_detail", args=[case.proposal.pk])
    assert case.cited("NONE") == [("01.01.02", 10000)]
    assert case.cited("ONE") == [("01.01.01", 5000), ("01.01.02", 5000)]
    assert case.cited("EQUAL") == [
        ("01.01.01", 3334), ("01.01.02", 3333), ("03.02.04", 3333),
    ]  # fmt: skip
    assert case.cited("OWN") == [("01.01.01", 7000), ("03.02.04", 3000)]
    new = case.lines["ONE"].citations.get(action=case.b)
    assert (new.strength, new.justification) == ("direct", "Sí")
    old = case.lines["EQUAL"].citations.get(action=case.a)
    assert (old.strength, old.justification) == ("", "Por el agua")
    assert case.proposal.events.count() == before + 1
    services.undo_edit(case.proposal.events.first(), by=case.by)
    assert [case.cited(code) for code in ALL] == [
        [],
        [("01.01.01", 10000)],
        [("01.01.01", 5000), ("03.02.04", 5000)],
        [("01.01.01", 7000), ("03.02.04", 3000)],
    ]


def test_lines_that_cite_it_already_are_so_already(case):
    response = case.ask("preview", *ALL, actions=[case.a], how="add", shared="equal")
    assert outcomes(response) == {
        "NONE": "changes", "ONE": "already", "EQUAL": "already", "OWN": "already",
    }  # fmt: skip


def test_shares_written_are_given_to_lines_that_cite_nothing_of_the_programme(case):
    shares = {f"a{case.a.pk}-share": "33.33", f"a{case.b.pk}-share": "66.67"}
    asked = {"actions": [case.a, case.b], "how": "add", "shared": "own"}
    response = case.ask("preview", "NONE", "ONE", **asked, **shares)
    assert outcomes(response) == {"NONE": "changes", "ONE": "blocked"}
    (planned,) = response.context["plan"].changes
    assert money(planned.after) == [
        ("01.01.01", "33.33", Decimal("33.33")),
        ("01.01.02", "66.67", Decimal("66.68")),
    ]


def test_shares_that_do_not_add_up_are_told_with_all_that_was_typed_kept(case):
    shares = {f"a{case.a.pk}-share": "30", f"a{case.b.pk}-share": "60"}
    asked = {"actions": [case.a, case.b], "how": "add", "shared": "own"}
    response = case.ask("preview", "NONE", "ONE", **asked, **shares)
    assert response.status_code == 400
    page = response.content.decode()
    assert "90" in response.context["wrong"][0][1]
    assert 'value="30"' in page and 'value="60"' in page
    assert response.context["citing"].ticked == {
        case.lines["NONE"].pk, case.lines["ONE"].pk,
    }  # fmt: skip


def test_put_in_place_of_all_that_is_cited_even_shares_of_its_own(case):
    asked = {"actions": [case.b], "how": "replace", "shared": "equal"}
    preview = case.ask("preview", *ALL, **asked)
    assert set(outcomes(preview).values()) == {"changes"}
    case.confirm(preview, *ALL, **asked)
    assert [case.cited(code) for code in ALL] == [[("01.01.02", 10000)]] * 4


def test_removed_from_many_a_line_left_without_any_is_refused_and_named(case):
    asked = {"actions": [case.a], "how": "remove"}
    preview = case.ask("preview", *ALL, **asked)
    assert outcomes(preview) == {
        "NONE": "already", "ONE": "blocked", "EQUAL": "changes", "OWN": "changes",
    }  # fmt: skip
    assert b"ONE" in preview.content
    case.confirm(preview, *ALL, **asked)
    assert [case.cited(code) for code in ALL] == [
        [],
        [("01.01.01", 10000)],
        [("03.02.04", 10000)],
        [("03.02.04", 10000)],
    ]


def test_removing_never_recuts_shares_that_an_officer_wrote(case):
    make_citation(case.lines["NONE"], case.a, 5000)
    make_citation(case.lines["NONE"], case.b, 3000)
    make_citation(case.lines["NONE"], case.c, 2000)
    preview = case.ask("preview", "NONE", actions=[case.b], how="remove")
    assert outcomes(preview) == {"NONE": "blocked"}


def test_a_screened_line_is_blocked(client):
    case = Case(client, linking="requested")
    services.screen_line(case.lines["NONE"], by=case.by, reason="Luz")
    preview = case.ask("preview", "NONE", actions=[case.a], how="add")
    assert outcomes(preview) == {"NONE": "blocked"}


def test_a_line_that_cites_a_retired_action_is_blocked(case):
    case.a.retired_from = 2030
    case.a.save()
    preview = case.ask("preview", "ONE", "NONE", actions=[case.b], how="add")
    assert outcomes(preview) == {"ONE": "blocked", "NONE": "changes"}


def test_a_retired_action_and_one_of_another_programme_are_not_taken(case):
    case.b.retired_from = 2029
    case.b.save()
    stranger = make_action(make_programme("OTRO"), "09.01.01")
    response = case.ask("preview", "NONE", actions=[case.b, stranger], how="add")
    assert response.status_code == 400
    assert response.context["citing"].rows == []


def test_what_a_colleague_saved_since_the_preview_is_shown_before_saving(case):
    asked = {"actions": [case.b], "how": "add", "shared": "equal"}
    preview = case.ask("preview", *ALL, **asked)
    line = case.lines["ONE"]
    services.save_line(
        line.framework, by=case.by, line=line, version=1, values={"amount": "200.00"}
    )
    refused = case.confirm(preview, *ALL, **asked)
    assert refused.status_code == 409
    assert [one.code for one in refused.context["changed"]] == ["ONE"]
    assert case.cited("NONE") == []
    again = case.confirm(refused, *ALL, **asked)
    assert again.status_code == 302
    assert case.cited("ONE") == [("01.01.01", 5000), ("01.01.02", 5000)]


def test_lines_are_listed_by_what_is_asked_and_ticked_ones_stay(case):
    def listed(**asked):
        response = case.ask("filter", "ONE", **asked)
        return [line.code for line in response.context["citing"].listed]

    assert listed(state="uncited") == ["NONE", "ONE"]
    assert listed(state="cites") == ["ONE", "EQUAL", "OWN"]
    assert listed(state="", words="arboles") == ["ONE", "OWN"]
    assert listed(state="", chapter="4000") == list(ALL)
    assert listed(state="", partida="45") == ["ONE"]
    assert listed(state="", framework="482") == list(ALL)


def test_all_that_are_listed_are_ticked_with_one_button(case):
    response = case.ask("all", "ONE", state="uncited")
    ticked = response.context["citing"].chosen
    assert [line.code for line in ticked] == ["NONE", "ONE"]


def test_a_search_keeps_ticks_and_words_and_offers_actions(case):
    typed = {f"a{case.a.pk}-justification": "Por el agua"}
    response = case.ask("search", "ONE", actions=[case.a], q="01.01.02", **typed)
    assert b"Por el agua" in response.content
    offered = [one.found.code for one in response.context["offers"]]
    assert "01.01.02" in offered
    assert "01.01.01" not in offered
    assert response.context["citing"].ticked == {case.lines["ONE"].pk}


def test_nothing_ticked_and_nothing_chosen_is_told(case):
    response = case.ask("preview", how="add")
    assert response.status_code == 400
    assert [place for place, _said in response.context["wrong"]] == ["lines", "id_q"]


def test_another_units_line_is_not_among_the_ticked(case):
    other = make_proposal(case.year).lines.get()
    response = case.client.post(
        case.page, {"line": other.pk, "cited": case.a.pk, "do": "preview", "how": "add"}
    )
    assert response.status_code == 400
    assert response.context["citing"].chosen == []


@pytest.mark.parametrize("written", ["9" * 5000 + ":1", "1:" + "9" * 5000, "²:1", ":"])
def test_versions_that_no_page_sent_show_the_preview_anew(case, written):
    told = case.ask("apply", "NONE", actions=[case.a], versions=written)
    assert told.status_code == 409
    assert case.cited("NONE") == []
