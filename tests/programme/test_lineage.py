"""The catalogue over time: what is retired, reworded, merged, split, and taken back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from budgeting.models import Assignment
from programme import services
from programme.exceptions import CatalogueError
from programme.lineage.undoing import blockers_of
from programme.lineage.units import NewUnit, WantedUnits
from programme.lineage.wanted import NewAction, Wanted, plan_of
from programme.models import (
    Action,
    BudgetUnit,
    CatalogueChange,
    SpentCode,
    Succession,
)
from programme.search import find_actions
from programme.services.common import CatalogueMoved
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

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
WHY = "Agreement 12/2026"


def wanted(programme, kind, was, became=(), new=(), year=2027) -> Wanted:
    return Wanted(kind, programme, tuple(was), year, WHY, tuple(became), tuple(new))


@pytest.fixture
def programme():
    edition = make_programme("PDH")
    for number, code in enumerate(("01.01.01", "01.01.02", "01.01.03"), start=1):
        make_action(edition, code, serial=number)
    return edition


@pytest.fixture
def keeper():
    return make_user("administrator")


def steps():
    found = Succession.objects.order_by("pk")
    return list(
        found.values_list("predecessor__code", "successor__code", "kind", "year")
    )


def merge(programme, **kwargs):
    nine = NewAction("01.01.09", "Agua y saneamiento", "Water and sanitation", "long")
    codes = ("01.01.01", "01.01.02")
    return wanted(programme, "merged", codes, ["01.01.09"], [nine], **kwargs)


def test_two_actions_become_a_new_one_and_end(programme, keeper):
    change = services.change_actions(merge(programme), by=keeper)
    assert steps() == [
        ("01.01.01", "01.01.09", "merged", 2027),
        ("01.01.02", "01.01.09", "merged", 2027),
    ]
    ended = programme.actions.filter(retired_from=2027).values_list("code", flat=True)
    assert list(ended.order_by("code")) == ["01.01.01", "01.01.02"]
    made = programme.actions.get(code="01.01.09")
    assert (made.serial, made.term, made.strategy.code) == (4, "long", "01.01")
    assert (change.by, change.year, change.reason) == (keeper, 2027, WHY)


def test_a_merge_into_one_that_continues_retires_only_the_other(programme, keeper):
    asked = wanted(programme, "merged", ("01.01.01", "01.01.02"), ["01.01.01"])
    services.change_actions(asked, by=keeper)
    assert steps() == [("01.01.02", "01.01.01", "merged", 2027)]
    assert programme.actions.get(code="01.01.01").retired_from is None


def test_a_change_asked_for_again_is_the_one_that_was_made(programme, keeper):
    first = services.change_actions(merge(programme), by=keeper)
    assert services.change_actions(merge(programme), by=keeper) == first
    assert CatalogueChange.objects.count() == 1


def test_an_action_is_split_into_a_known_and_a_new_one(programme, keeper):
    new = NewAction("01.01.10", "", "Only the other half")
    became = ["01.01.02", "01.01.10"]
    asked = wanted(programme, "split", ["01.01.01"], became, [new])
    services.change_actions(asked, by=keeper)
    assert steps() == [
        ("01.01.01", "01.01.02", "split", 2027),
        ("01.01.01", "01.01.10", "split", 2027),
    ]


def test_a_new_wording_is_found_by_both(programme, keeper):
    programme.actions.filter(code="01.01.01").update(text_es="Llevar pipas a colonias")
    text = NewAction("01.01.01", "Garantizar abastecimiento", "Ensure the supply")
    asked = wanted(programme, "reworded", ["01.01.01"], ["01.01.01"], [text])
    services.change_actions(asked, by=keeper)
    assert codes_found(programme, "pipas") == ["01.01.01"]
    assert codes_found(programme, "abastecimiento") == ["01.01.01"]


def test_a_mistake_that_was_corrected_is_found_by_nobody(programme, keeper):
    programme.actions.filter(code="01.01.02").update(text_es="Llevar xilofonos")
    text = NewAction("01.01.02", "Vigilar hospitales", "Watch hospitals")
    asked = wanted(programme, "corrected", ["01.01.02"], ["01.01.02"], [text], None)
    services.change_actions(asked, by=keeper)
    assert codes_found(programme, "xilofonos") == []
    assert codes_found(programme, "hospitales") == ["01.01.02"]


def codes_found(programme, query):
    return [one.code for one in find_actions(programme, query).first]


REFUSED = [
    (("retired", ["01.01.09"]), "no action 01.01.09"),
    (("merged", ["01.01.01"], ["01.01.02"]), "at least one other"),
    (("split", ["01.01.01"], ["01.01.02"]), "at least two"),
    (("renamed", ["01.01.01"], ["01.01.04"], [NewAction("01.01.04")]), "text of"),
    (("renamed", ["01.01.01"], ["1-4"], [NewAction("1-4", "a")]), "no code"),
    (("renamed", ["01.01.01"], ["09.1.1"], [NewAction("09.1.1", "a")]), "under no"),
    (("retired", ["01.01.01"], (), (), 2008), "begins in 2009"),
    (("retired", ["01.01.01"], (), (), None), "which year"),
    (
        ("corrected", ["01.01.01"], ["01.01.01"], [NewAction("01.01.01")], None),
        "in Spanish, in English",
    ),
]


@pytest.mark.parametrize(("asked", "said"), REFUSED)
def test_what_makes_no_sense_is_refused_in_a_sentence(programme, keeper, asked, said):
    with pytest.raises(CatalogueError, match=said):
        services.change_actions(wanted(programme, *asked), by=keeper)
    assert not CatalogueChange.objects.exists()


def test_what_ended_neither_ends_again_nor_is_anything_merged_into_it(
    programme, keeper
):
    services.change_actions(wanted(programme, "retired", ["01.01.03"]), by=keeper)
    for asked in (
        wanted(programme, "retired", ["01.01.03"], year=2028),
        wanted(programme, "merged", ("01.01.01", "01.01.02"), ["01.01.03"]),
    ):
        with pytest.raises(CatalogueError, match="retired"):
            services.change_actions(asked, by=keeper)


def test_nothing_becomes_what_came_from_it(programme, keeper):
    one, two = (programme.actions.get(code=code) for code in ("01.01.01", "01.01.02"))
    services.record_succession(one, two, kind="renamed", year=2020, by=None)
    with pytest.raises(CatalogueError, match="already comes from"):
        services.change_actions(
            wanted(programme, "renamed", ["01.01.02"], ["01.01.01"]), by=keeper
        )


def test_only_an_administrator_changes_the_catalogue(programme):
    for role in ("analyst", "finance_head", "auditor"):
        with pytest.raises(PermissionDenied):
            services.change_actions(merge(programme), by=make_user(role))


def test_a_change_of_what_the_preview_showed_is_shown_again(programme, keeper):
    seen = plan_of(merge(programme)).token
    programme.actions.filter(code="01.01.02").update(text_en="Another text")
    with pytest.raises(CatalogueMoved):
        services.change_actions(merge(programme), by=keeper, seen=seen)
    seen = plan_of(merge(programme)).token
    assert services.change_actions(merge(programme), by=keeper, seen=seen)


def catalogue():
    fields = ("code", "serial", "text_es", "text_en", "retired_from")
    return list(Action.objects.order_by("code").values_list(*fields))


UNDONE = [
    ("retired", ["01.01.01"]),
    ("merged", ["01.01.01", "01.01.02"], ["01.01.03"]),
    ("renamed", ["01.01.01"], ["01.01.09"], [NewAction("01.01.09", "Otra", "")]),
    ("split", ["01.01.01"], ["01.01.02", "01.01.03"]),
    ("reworded", ["01.01.01"], ["01.01.01"], [NewAction("01.01.01", "b", "")]),
    ("corrected", ["01.01.01"], ["01.01.01"], [NewAction("01.01.01", "b", "")], None),
]


@pytest.mark.parametrize("asked", UNDONE, ids=lambda asked: asked[0])
def test_undoing_puts_back_what_stood_before(programme, keeper, asked):
    before = catalogue()
    change = services.change_actions(wanted(programme, *asked), by=keeper)
    assert catalogue() != before
    undone = services.undo_change(change, by=keeper)
    assert (catalogue(), steps()) == (before, [])
    assert undone.undone_by == keeper
    assert services.undo_change(change, by=keeper).undone_at == undone.undone_at


def test_what_depends_on_a_change_is_named_and_keeps_it(programme, keeper):
    change = services.change_actions(merge(programme), by=keeper)
    proposal = make_proposal(make_year(2027, programme), lines=0)
    line = make_line(make_framework(proposal))
    make_citation(line, programme.actions.get(code="01.01.09"))
    services.change_actions(wanted(programme, "retired", ["01.01.09"]), by=keeper)
    assert blockers_of(change) == [
        "Undo this later change first: Retired: 01.01.09.",
        "1 line of 2027 cites 01.01.09 (Draft).",
    ]
    with pytest.raises(CatalogueError, match="cites 01.01.09"):
        services.undo_change(change, by=keeper)


def test_a_code_is_never_given_to_another_action(programme, keeper):
    change = services.change_actions(merge(programme), by=keeper)
    services.undo_change(change, by=keeper)
    assert SpentCode.objects.get().code == "01.01.09"
    other = NewAction("01.01.09", "Parques", "Parks")
    asked = wanted(programme, "renamed", ["01.01.01"], ["01.01.09"], [other])
    with pytest.raises(CatalogueError, match="no code is given twice"):
        services.change_actions(asked, by=keeper)
    twice = pytest.raises(IntegrityError, match="no code is given twice")
    with twice, transaction.atomic():
        make_action(programme, "01.01.09", text_es="Parques", text_en="Parks")
    services.change_actions(merge(programme), by=keeper)  # the same action comes back
    assert programme.actions.get(code="01.01.09").serial == 4


def test_a_code_never_changes(programme):
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        programme.actions.filter(code="01.01.01").update(code="01.01.77")


def test_a_line_taken_out_still_keeps_the_action_that_it_cites(programme, keeper):
    change = services.change_actions(merge(programme), by=keeper)
    proposal = make_proposal(make_year(2027, programme), lines=0)
    line = make_line(make_framework(proposal))
    make_citation(line, programme.actions.get(code="01.01.09"))
    line.removed_at = now()
    line.save()
    with pytest.raises(CatalogueError, match="01.01.09: 1 row of “Citation”"):
        services.undo_change(change, by=keeper)


def rename_unit(name):
    said = NewUnit("U1", name, "ministry")
    return WantedUnits("named", ("U1",), 2031, "Acuerdo", ("U1",), (said,))


def test_a_name_that_a_unit_got_since_is_not_undone(keeper):
    unit = make_unit("U1", name="Agua", kind="ministry")
    change = services.change_units(rename_unit("Aguas"), by=keeper)
    assert blockers_of(change) == []
    unit.name = "Sistema de Aguas"
    unit.save()
    with pytest.raises(CatalogueError, match="Changed since: U1"):
        services.undo_change(change, by=keeper)


def test_the_end_that_a_unit_got_since_is_not_undone(keeper):
    make_unit("U1", obliged_from=2009)
    make_unit("U2", obliged_from=2009)
    wanted = WantedUnits("merged", ("U1", "U2"), 2031, "Acuerdo", ("U2",))
    change = services.change_units(wanted, by=keeper)
    assert blockers_of(change) == []
    BudgetUnit.objects.filter(code="U1").update(obliged_until=2015)
    with pytest.raises(CatalogueError, match="Changed since: U1"):
        services.undo_change(change, by=keeper)


def test_a_unit_that_an_analyst_has_by_now_stays(keeper, programme):
    for code in ("U1", "U2"):
        make_unit(code)
    new = NewUnit("U9", "Agua", "ministry")
    wanted = WantedUnits("merged", ("U1", "U2"), 2031, "Acuerdo", ("U9",), (new,))
    change = services.change_units(wanted, by=keeper)
    year, made = make_year(2031, programme), BudgetUnit.objects.get(code="U9")
    who = {"analyst": make_user("analyst"), "by": make_user("finance_head")}
    Assignment.objects.create(fiscal_year=year, unit=made, at=now(), **who)
    with pytest.raises(CatalogueError, match="U9: 1 row of"):
        services.undo_change(change, by=keeper)
