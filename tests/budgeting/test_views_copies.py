"""Starting from last year over HTTP, as a browser without JavaScript would."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgeting.models import Proposal
from tests.budgeting.test_services_copies import Copying, retired
from tests.budgeting.test_views_officer import go, send
from tests.factories import make_action, make_line, make_unit, make_user, move_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client):
    """2011 approved: two lines, one of which cites an action that was split since."""
    scene = Copying()
    new = [make_action(scene.programme, f"01.01.0{n}") for n in (3, 4)]
    scene.old_action = retired(scene, "01.01.02", *new, kind="split")
    scene.new = new
    scene.cite(scene.action, 6000)
    scene.cite(scene.old_action, 4000)
    make_line(scene.old_framework, "L2", "300.00")
    move_proposal(scene.source, "approved")
    client.force_login(scene.by)
    return scene


def copy(client, scene, amounts="leave"):
    return send(
        client,
        "proposal_copy",
        scene.draft.pk,
        amounts=amounts,
        source=scene.source.pk,
    ).content.decode()


def test_an_empty_proposal_offers_to_start_from_the_last_approved_one(client, scene):
    _response, page = go(client, "proposal_detail", scene.draft.pk)
    assert "Start from 2011" in page
    _response, page = go(client, "proposal_copy", scene.draft.pk)
    assert "<dt>Policy frameworks</dt><dd>1</dd>" in page
    assert "<dt>Spending lines</dt><dd>2</dd>" in page
    assert "<dt>Citations, with their shares</dt><dd>1</dd>" in page
    assert "1 action that this year does not offer" in page
    assert 'value="leave" id="id_amounts_0" checked' in page.replace('"\n', '"')
    assert not scene.draft.lines.exists()


def test_a_proposal_is_begun_from_the_list_on_the_way_to_the_copy(client, scene):
    Proposal.objects.filter(pk=scene.draft.pk).delete()
    _response, page = go(client, "proposal_list")
    assert "Start from 2011" in page
    page = reverse("budgeting:proposal_start", args=[2030, scene.unit.code])
    response = client.post(page, {"then": "copy"})
    draft = Proposal.objects.get(fiscal_year=2030)
    assert response.url == reverse("budgeting:proposal_copy", args=[draft.pk])


def test_where_nothing_was_approved_the_page_says_so(client, scene):
    unit = make_unit()
    client.force_login(make_user("preparer", unit))
    other = Proposal.objects.create(fiscal_year=scene.year, unit=unit)
    _response, page = go(client, "proposal_copy", other.pk)
    assert "there is nothing to copy" in page
    send(client, "proposal_copy", other.pk, amounts="leave")
    assert not other.lines.exists()


def test_what_was_copied_is_said_and_again_that_nothing_is_left(client, scene):
    page = copy(client, scene)
    assert "2 lines were copied from 2011. Review each and confirm it." in page
    assert "3 copies are not reviewed yet." in page
    page = copy(client, scene)
    assert "All that 2011 had is here already: nothing was copied." in page
    assert scene.draft.lines.count() == 2


def test_without_a_choice_about_the_amounts_nothing_is_copied(client, scene):
    page = send(client, "proposal_copy", scene.draft.pk).content.decode()
    assert "<title>Error: " in page
    assert "Choose what becomes of the amounts." in page
    assert not scene.draft.lines.exists()


def test_the_lines_say_where_they_come_from_and_what_is_left_to_do(client, scene):
    copy(client, scene)
    framework = scene.draft.frameworks.get()
    _response, page = go(client, "framework_detail", framework.pk)
    assert page.count("Copied, not reviewed") == 2
    assert page.count("Amount to write") == 2
    source = reverse("budgeting:framework_detail", args=[scene.old_framework.pk])
    assert f"{source}#line-{scene.old.pk}" in page
    assert "Decide about 1 action" in page
    assert page.count('name="line"') == 1
    _response, page = go(client, "proposal_check", scene.draft.pk)
    assert "Line L1: amount: " in page
    assert "Framework F1: Copied from 2011 and not reviewed yet: confirm it." in page


@pytest.mark.parametrize(
    ("pressed", "lines", "texts"),
    [
        ({"only": "L2"}, {"L2"}, False),
        ({"line": "L2"}, {"L2"}, False),
        ({}, set(), False),
        ({"texts": "1"}, set(), True),
        ({"all": "1"}, {"L2"}, True),
        ({"line": "x"}, set(), False),
    ],
)
def test_one_the_ticked_or_all_are_confirmed_but_none_that_waits(
    client, scene, pressed, lines, texts
):
    copy(client, scene, "copy")
    framework = scene.draft.frameworks.get()
    keys = {line.code: line.pk for line in scene.draft.lines.all()}
    data = {name: keys.get(value, value) for name, value in pressed.items()}
    page = send(client, "framework_confirm", framework.pk, **data).content.decode()
    confirmed = scene.draft.lines.filter(confirmed_at__isnull=False)
    assert set(confirmed.values_list("code", flat=True)) == lines
    framework.refresh_from_db()
    assert (framework.confirmed_at is not None) == texts
    assert ("1 line waits for its amount or for a decision" in page) == (
        "all" in pressed
    )


def test_a_line_of_another_framework_is_not_confirmed_here(client, scene):
    copy(client, scene)
    other = scene.draft.frameworks.create(code="G", name="Otro")
    key = scene.draft.lines.get(code="L2").pk
    send(client, "framework_confirm", other.pk, only=key)
    assert not scene.draft.lines.filter(confirmed_at__isnull=False).exists()


def test_a_copied_line_is_saved_and_confirmed_only_with_that_button(client, scene):
    copy(client, scene)
    line = scene.draft.lines.get(code="L2")
    _response, page = go(client, "line_edit", line.pk)
    assert "Saving alone does not confirm it." in page
    typed = {"code": "L2", "object_code": "4411", "description": "Apoyos"}
    send(client, "line_edit", line.pk, **typed, amount="5", version=1, next="lines")
    line.refresh_from_db()
    assert line.confirmed_at is None
    send(client, "line_edit", line.pk, **typed, amount="5", version=2, next="confirm")
    line.refresh_from_db()
    assert line.confirmed_at is not None


def test_a_copy_whose_amount_is_still_to_write_does_not_open_as_an_error(client, scene):
    copy(client, scene)
    line = scene.draft.lines.get(code="L2")
    assert line.pending == {"amount": ""}
    _response, page = go(client, "line_edit", line.pk)
    assert "error-summary" not in page
    assert "aria-invalid" not in page


# Decisions


def decide(client, scene, **data):
    line = scene.draft.lines.get(code="L1")
    named = f"a{scene.old_action.pk}"
    typed = {f"{named}-{name}": value for name, value in data.items()}
    response = send(client, "line_decide", line.pk, version=line.version, **typed)
    return response.content.decode()


def cited(scene):
    rows = scene.draft.lines.get(code="L1").citations.order_by("action__code")
    return list(rows.values_list("action__code", "share"))


def test_the_page_shows_the_old_action_and_what_it_became(client, scene):
    copy(client, scene)
    line = scene.draft.lines.get(code="L1")
    _response, page = go(client, "line_decide", line.pk)
    assert "Action 01.01.02 of P" in page
    assert "Retired from 2029." in page
    assert "Action 01.01.03" in page
    assert "Cite all its successors, its share in equal parts" in page
    assert cited(scene) == [("01.01.01", 6000)]


@pytest.mark.parametrize(
    ("typed", "shares"),
    [
        ({"choice": "all"}, {"01.01.01": 6000, "01.01.03": 2000, "01.01.04": 2000}),
        ({"choice": "drop"}, {"01.01.01": 10000}),
        (
            {"choice": "other", "code": " 01.01.05 "},
            {"01.01.01": 6000, "01.01.05": 4000},
        ),
        ({"choice": "other", "code": "P:01.01.01"}, {"01.01.01": 10000}),
    ],
)  # fmt: skip
def test_what_is_chosen_takes_its_place(client, scene, typed, shares):
    make_action(scene.programme, "01.01.05")
    copy(client, scene)
    page = decide(client, scene, **typed)
    assert "Line L1: your decision is saved." in page
    assert dict(cited(scene)) == shares


def test_one_of_several_successors_is_chosen_by_itself(client, scene):
    copy(client, scene)
    decide(client, scene, choice=scene.new[1].pk)
    assert cited(scene) == [("01.01.01", 6000), ("01.01.04", 4000)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose what becomes of at least one action."),
        ({"choice": "other"}, "Write the code of the other action."),
        (
            {"choice": "other", "code": "01.01.02"},
            "No action of 2030 has the code “01.01.02”. Search for it first.",
        ),
        ({"choice": "other", "code": "9"}, "has the code “9”"),
        ({"choice": "77"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_done_is_said_at_its_field_and_kept(client, scene, typed, said):
    copy(client, scene)
    page = decide(client, scene, **typed)
    assert "<title>Error: " in page
    assert said in page
    assert f'value="{typed["code"]}"' in page if "code" in typed else True
    assert scene.draft.lines.get(code="L1").undecided


def test_over_what_somebody_else_saved_nothing_is_decided(client, scene):
    copy(client, scene)
    scene.draft.lines.update(version=9)
    line = scene.draft.lines.get(code="L1")
    response = send(
        client, "line_decide", line.pk, version=1,
        **{f"a{scene.old_action.pk}-choice": "drop"},
    )  # fmt: skip
    assert response.status_code == 409
    assert 'name="version" value="9"' in response.content.decode()
    assert scene.draft.lines.get(code="L1").undecided


def test_another_units_copy_is_not_there(client, scene):
    copy(client, scene)
    client.force_login(make_user("signatory", make_unit()))
    line, framework = scene.draft.lines.first(), scene.draft.frameworks.get()
    for name, key in (
        ("proposal_copy", scene.draft.pk),
        ("line_decide", line.pk),
        ("framework_confirm", framework.pk),
    ):
        assert send(client, name, key, all="1").status_code == 404


def test_the_page_of_a_copy_asks_the_same_however_many_lines(client, scene):
    with CaptureQueriesContext(connection) as few:
        go(client, "proposal_copy", scene.draft.pk)
    Proposal.objects.filter(pk=scene.source.pk).update(status="draft", approved_at=None)
    for number in range(40):
        make_line(scene.old_framework, f"M{number}")
    Proposal.objects.filter(pk=scene.source.pk).update(
        status="approved", approved_at=scene.source.approved_at
    )
    with CaptureQueriesContext(connection) as many:
        _response, page = go(client, "proposal_copy", scene.draft.pk)
    assert "<dt>Spending lines</dt><dd>42</dd>" in page
    assert len(many) == len(few)
