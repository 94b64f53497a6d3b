"""What changed between two contents: by hand, and never silent."""

import copy
import json
from decimal import Decimal

import pytest

from budgeting.contents import content_of, frameworks_with_lines, hash_of
from budgeting.overview import changes_between
from budgeting.overview.since import since_last_year
from tests.factories import (
    make_action,
    make_citation,
    make_framework,
    make_line,
    make_programme,
    make_proposal,
    make_unit,
    make_year,
    move_proposal,
)


def line(code, amount="100.00", actions=("01.01.01",), **more):
    """A line of a content, as a submission keeps it."""
    return {
        "code": code,
        "object_code": "4411",
        "description": "Apoyos",
        "amount": amount,
        "territory": "",
        "classification": {},
        "screened": "",
        "screened_reason": "",
        "waivers": [],
        "citations": [citation(action) for action in actions],
        **more,
    }


def citation(action, **more):
    return {
        "programme": "P",
        "action": action,
        "text_es": f"Acción {action}",
        "text_en": "",
        "share": 10000,
        "strength": "",
        "justification": "",
        **more,
    }


def content(*lines, framework="F1", **more):
    """A content of one framework with these lines."""
    texts = ("problem", "objective", "target_population", "expected_result")
    texts += ("unit_of_measure", "indicator", "function", "gender_perspective")
    form = {"code": framework, "name": "Agua", **dict.fromkeys(texts, "x")}
    form |= {"physical_target": "10.00", "monthly_targets": [], "lines": list(lines)}
    return {
        "year": 2027,
        "linking": "required",
        "currency": "MXN",
        "unit": {"code": "U", "name": "Unidad", "kind": "ministry"},
        "origin": "entered",
        "frameworks": [form],
        **more,
    }


def kinds(changes):
    return [(one.line["code"], one.kind.value) for one in changes.lines]


def test_the_same_content_changed_nothing():
    changes = changes_between(content(line("A")), content(line("A")))
    assert not changes.any()
    assert changes.difference == 0


def test_new_gone_and_changed_lines_are_told_with_the_difference():
    before = content(line("A", "100.00"), line("B", "50.00"))
    after = content(line("A", "175.25"), line("C", "0.00"))
    changes = changes_between(before, after)
    assert kinds(changes) == [("A", "changed"), ("B", "gone"), ("C", "new")]
    differences = [one.difference for one in changes.lines]
    assert differences == [Decimal("75.25"), Decimal("-50.00"), Decimal("0.00")]
    assert (changes.before, changes.after) == (Decimal("150.00"), Decimal("175.25"))
    assert [one.line["code"] for one in changes.amounts] == ["A"]


def test_citations_added_and_taken_away_are_named():
    before = content(line("A", actions=["01.01.01", "01.01.02"]))
    after = content(line("A", actions=["01.01.02", "02.01.01"]))
    (one,) = changes_between(before, after).citations
    assert one.cited == ["02.01.01"]
    assert one.uncited == ["01.01.01"]


def test_a_line_copied_under_another_code_is_the_same_line():
    before, after = content(line("OLD", "10.00")), content(line("NEW", "12.00"))
    (one,) = changes_between(before, after, {"NEW": "OLD"}).lines
    assert (one.kind, one.difference) == ("changed", Decimal("2.00"))
    assert [(said.before, said.after) for said in one.said] == [("OLD", "NEW")]


@pytest.mark.parametrize(
    ("before", "after", "jump"),
    [
        ("100.00", "1000.00", 10),
        ("100.00", "999.99", None),
        ("100.00", "10000.00", 100),
        ("100.00", "100000.00", 1000),
        ("100.00", "5000000.00", 1000),
        ("1000.00", "100.00", 10),
        ("123456.00", "1234.56", 100),
        ("100.00", "250.00", None),
        ("0.00", "100.00", None),
        ("100.00", "0.00", None),
    ],
)
def test_an_amount_ten_times_as_large_or_as_small_is_a_jump(before, after, jump):
    changes = changes_between(content(line("A", before)), content(line("A", after)))
    assert changes.lines[0].jump == jump
    assert list(changes.jumps) == (["A"] if jump else [])


def test_the_texts_of_a_framework_are_told_before_and_after():
    after = content()
    after["frameworks"][0]["objective"] = "Agua para todas"
    (one,) = changes_between(content(), after).frameworks
    assert [(s.label, s.before, s.after) for s in one.said] == [
        ("Objective", "x", "Agua para todas")
    ]


def leaves(value, path=()):
    """Every place of a content that holds a text or a number, and its value."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, (*path, key))
    elif isinstance(value, list):
        for n, one in enumerate(value):
            yield from leaves(one, (*path, n))
    else:
        yield path, value


FULL = content(
    line(
        "A",
        classification={"fi": "1"},
        screened="none",
        screened_reason="Nómina",
        waivers=[{"reason": "Pago", "by": "Ana"}],
    )
)
FULL["frameworks"][0]["monthly_targets"] = ["1.00", None]


@pytest.mark.parametrize("path", [path for path, _ in leaves(FULL)], ids=str)
def test_whatever_changes_the_hash_is_told(path):
    """A signatory whose page is stale is always told what changed."""
    after = copy.deepcopy(FULL)
    place = after
    for key in path[:-1]:
        place = place[key]
    other = {"share": 5000, "amount": "7.00", "strength": "direct", "year": 2027}
    place[path[-1]] = other.get(path[-1], "otro")
    if path == ("year",):
        return  # a proposal never changes its year
    assert hash_of(after) != hash_of(FULL)
    assert json.loads(json.dumps(after)) == after
    assert changes_between(FULL, after).any()


@pytest.mark.django_db
def test_last_year_is_the_units_latest_approved_proposal():
    programme, unit = make_programme(), make_unit()
    action = make_action(programme)
    first, second, third = (
        make_year(number, programme=programme) for number in (2021, 2022, 2023)
    )
    old = make_proposal(first, unit, lines=0)
    make_citation(make_line(make_framework(old), "A", "100.00"), action)
    for step in ("submitted", "approved"):
        move_proposal(old, step)
    other = make_proposal(second, make_unit(), status="approved")  # of another unit
    assert other.lines.count() == 1
    make_proposal(second, unit, lines=0)  # not approved
    new = make_proposal(third, unit, lines=0)
    framework = make_framework(new)
    make_line(framework, "A", "5000.00", copied_from=None)
    make_line(framework, "Z", "1.00", copied_from=old.lines.get())
    forms = frameworks_with_lines(new)
    changes = since_last_year(new, content_of(new, forms), forms)
    assert changes.year == 2021
    assert [(one.line["code"], one.kind.value) for one in changes.lines] == [
        ("A", "changed"),
        ("Z", "changed"),
    ]
    assert list(changes.jumps) == ["A", "Z"]


@pytest.mark.django_db
def test_of_two_approved_years_the_newer_one_is_last_year():
    programme, unit = make_programme(), make_unit()
    for number in (2020, 2021):
        year = make_year(number, programme=programme)
        make_proposal(year, unit, status="approved")
    new = make_proposal(make_year(2023, programme=programme), unit, lines=0)
    forms = frameworks_with_lines(new)
    assert since_last_year(new, content_of(new, forms), forms).year == 2021
