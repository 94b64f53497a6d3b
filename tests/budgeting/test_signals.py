"""Each signal on a proposal made by hand, and silent on its honest twin."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgeting.contents import frameworks_with_lines
from budgeting.models import Citation, SpendingLine
from budgeting.signals import KINDS, find_signals, signals_of
from budgeting.signals.of_year import signals_of_year
from programme.models import Action, ActionBody
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

pytestmark = pytest.mark.django_db

RAMPS = "Construir rampas para sillas de ruedas en edificios públicos"
VACCINES = "Vacunar a recién nacidos contra el sarampión"
POLICE = "Formar a policías en trato digno"
READING = "Abrir salas de lectura en los barrios"


def fill(one, count):
    """So many other actions beside this one, which say nothing in particular."""
    Action.objects.bulk_create(
        Action(
            programme=one.programme,
            right=one.right,
            strategy=one.strategy,
            code=f"01.01.{number}",
            serial=5000 + number,
            text_es=f"Otra {number}",
            term="short",
        )
        for number in range(20, 20 + count)
    )


class Draft:
    """A proposal to fill line by line, in a year of four actions of four rights."""

    def __init__(self, year=None, unit=None):
        self.year = year or make_year(programme=make_programme())
        programme = self.year.main_programme
        known = {one.code: one for one in programme.actions.all()}
        self.ramps, self.vaccines, self.police, self.reading = (
            known.get(code) or make_action(programme, code, text_es=text, text_en="")
            for code, text in (
                ("01.01.01", RAMPS),
                ("02.01.01", VACCINES),
                ("03.01.01", POLICE),
                ("04.01.01", READING),
            )
        )
        if not known:  # with so few, no word would tell anything
            fill(self.ramps, 16)
        self.proposal = make_proposal(self.year, unit or make_unit(), lines=0)
        self.framework = self.activity("Operación interna")

    def activity(self, name, **texts):
        """A framework that says nothing but its name, unless told otherwise."""
        silent = dict.fromkeys(
            ("problem", "objective", "target_population", "expected_result"), ""
        )
        return make_framework(self.proposal, name=name, **{**silent, **texts})

    def line(self, *actions, text="", shares=(), reason="", into=None, **kwargs):
        """A line that cites these actions; it says what its first action says."""
        line = make_line(
            into or self.framework,
            description=text or (actions[0].text_es if actions else "Papel"),
            **kwargs,
        )
        equal = [
            10000 // len(actions) + (n == 0) * (10000 % len(actions))
            for n in range(len(actions))
        ]
        for action, share in zip(actions, shares or equal, strict=True):
            make_citation(line, action, share, justification=reason)
        return line

    def shows(self):
        """The kinds of signals that it shows."""
        return [one.kind for one in find_signals(self.proposal)]

    def signal(self, kind):
        return next(one for one in find_signals(self.proposal) if one.kind == kind)


@pytest.fixture
def draft():
    return Draft()


def codes(signal):
    return [line.code for line in signal.lines]


# One action


def test_one_action_on_five_of_eight_lines_is_a_signal_and_on_five_of_nine_none(draft):
    five = [draft.line(draft.ramps).code for _ in range(5)]
    for action in (draft.vaccines, draft.police, draft.reading):
        draft.line(action)
    signal = draft.signal("one_action")
    assert sorted(codes(signal)) == sorted(five)
    assert signal.said == (
        "5 of the 8 lines that cite something cite 01.01.01 Construir rampas para "
        "sillas de ruedas en edificios públicos."
    )
    assert (signal.share_of_lines, signal.amount) == (5 / 8, 5000)
    draft.line(draft.reading)
    assert "one_action" not in draft.shows()


def test_four_lines_with_one_action_are_too_few_to_tell(draft):
    for _ in range(4):
        draft.line(draft.ramps)
    assert draft.shows() == []


# One justification


def test_one_justification_for_two_actions_on_five_lines_is_a_signal(draft):
    for action in (draft.ramps, draft.vaccines, draft.police):
        draft.line(action, reason="Es necesario.")
    for action in (draft.ramps, draft.vaccines):
        draft.line(action, reason="  es NECESARIO ")
    for action in (draft.police, draft.reading, draft.reading):
        draft.line(action, reason=f"Paga {action.text_es}")
    signal = draft.signal("one_reason")
    assert (len(signal.lines), signal.among) == (5, 8)
    assert "5 of the 8 lines with a justification" in signal.said
    draft.line(draft.reading, reason="Paga los libros")  # 5 of 9
    assert "one_reason" not in draft.shows()


def test_one_justification_for_one_action_or_on_four_lines_is_none(draft):
    for _ in range(5):
        draft.line(draft.ramps, reason="Es la obra que la acción pide")
    assert "one_reason" not in draft.shows()
    other = Draft(draft.year)
    for action in (other.ramps, other.vaccines, other.police, other.reading):
        other.line(action, reason="Es necesario")
    assert other.shows() == []


# Equal shares


def test_nine_equal_lines_of_ten_are_a_signal_and_eight_of_nine_none(draft):
    own = draft.line(draft.ramps, draft.police, shares=(7000, 3000))
    for _ in range(7):
        draft.line(draft.vaccines, draft.police)
    draft.line(draft.ramps, draft.vaccines, draft.police, shares=(3334, 3333, 3333))
    draft.line(draft.reading)  # one action: no share to give
    assert "equal_shares" not in draft.shows()
    draft.line(draft.ramps, draft.reading)
    signal = draft.signal("equal_shares")
    assert (len(signal.lines), signal.among) == (9, 10)
    assert own.code not in codes(signal)


def test_four_lines_of_equal_shares_are_too_few_to_tell(draft):
    for _ in range(4):
        draft.line(draft.vaccines, draft.police, text=f"{VACCINES}. {POLICE}")
    assert draft.shows() == []


# Nothing in common


def test_a_line_without_a_word_of_its_action_is_a_signal(draft):
    strange = draft.line(draft.vaccines, text="Palas y carretillas")
    draft.line(draft.ramps, amount="8000.00")
    signal = draft.signal("unlike")
    assert codes(signal) == [strange.code]
    assert str(signal.share_of_money)[:6] == "0.1111"
    assert signal.said.startswith("1 line cites an action with which it has nothing")


@pytest.mark.parametrize(
    "text",
    [
        "Campaña contra el sarampión",  # a word
        "Jornada de vacunación",  # a root
        "Serv. vacunasión a domicilio",  # misspelt
        "Atención a bebés",  # a synonym of "recién nacidos"
    ],
)
def test_a_word_a_root_a_slip_or_a_synonym_are_something_in_common(draft, text):
    draft.line(draft.vaccines, text=text)
    assert draft.shows() == []


def test_the_activity_and_another_line_of_it_speak_for_a_line_that_does_not(draft):
    activity = draft.activity("Vacunar en escuelas")
    draft.line(draft.vaccines, text="Energía eléctrica", into=activity)
    draft.line(draft.ramps, text="Energía eléctrica")
    assert len(draft.signal("unlike").lines) == 1
    draft.line(draft.ramps)  # the same framework builds ramps for wheelchairs
    assert draft.shows() == []


def test_the_long_texts_of_a_framework_speak_where_they_say_enough(draft):
    texts = "Vacunar a los recién nacidos contra el sarampión; sarampión y vacunas"
    full = draft.activity("Operación", problem=texts)
    draft.line(draft.vaccines, text="Energía eléctrica", into=full)
    said = draft.shows()
    thin = draft.activity("Operación", problem="Hay recién nacidos")
    draft.line(draft.vaccines, text="Energía eléctrica", into=thin)
    assert (said, len(draft.signal("unlike").lines)) == ([], 1)


def test_a_reason_of_its_own_speaks_for_a_line_and_one_for_everything_does_not(draft):
    reason = "Traslada las dosis con que se vacuna a recién nacidos"
    draft.line(draft.vaccines, text="Gasolina", reason=reason)
    assert draft.shows() == []
    draft.line(draft.ramps, text="Gasolina", reason=reason)
    assert len(draft.signal("unlike").lines) == 2


def test_an_approved_line_of_an_earlier_year_speaks_for_one_like_it():
    unit = make_unit()
    past = Draft(make_year(2020), unit)
    past.line(past.vaccines, text="Hielo seco para neveras")
    now = Draft(make_year(2030, past.year.main_programme), unit)
    now.line(now.vaccines, text="Hielo seco")
    assert now.shows() == ["unlike"]
    move_proposal(past.proposal, "submitted")
    move_proposal(past.proposal, "approved")
    assert now.shows() == []
    other = Draft(now.year)  # of another unit only once the year is published
    other.line(other.vaccines, text="Hielo seco")
    assert other.shows() == ["unlike"]


def test_three_strange_lines_in_sixty_are_a_signal_and_two_are_none(draft):
    for _ in range(58):
        draft.line(draft.ramps)
    for _ in range(2):
        draft.line(draft.vaccines, text="Carretillas", amount="1.00")
    assert "unlike" not in draft.shows()
    draft.line(draft.vaccines, text="Carretillas", amount="1.00")  # 3 of 61: 4.9 %
    assert "unlike" not in draft.shows()
    draft.proposal.lines.filter(description=RAMPS).first().citations.all().delete()
    assert len(draft.signal("unlike").lines) == 3  # of 60 that cite something


# Money


@pytest.mark.parametrize(
    ("amount", "shares", "seen"),
    [
        ("100.00", (10000,), True),
        ("100.01", (10000,), False),
        ("0.00", (10000,), False),
        ("10000.00", (9900, 100), True),  # the small part is 100.00
        ("10001.00", (9900, 100), False),
    ],
)
def test_a_token_amount_is_more_than_nothing_and_at_most_a_hundred(
    draft, amount, shares, seen
):
    actions = (draft.ramps, draft.vaccines)[: len(shares)]
    draft.line(*actions, text=f"{RAMPS}. {VACCINES}", shares=shares, amount=amount)
    assert ("token" in draft.shows()) is seen


def test_the_payroll_on_one_right_is_a_signal_where_others_are_cited_too(draft):
    for code in ("1131", "1211"):
        draft.line(draft.ramps, object_code=code, amount="9500.00")
    assert draft.shows() == []  # one right is all that the unit cites
    draft.line(draft.vaccines, object_code="2531")
    assert len(draft.signal("payroll").lines) == 2
    assert "goes whole to one right, “Right 01”" in draft.signal("payroll").said
    draft.line(draft.police, object_code="1131", amount="1000.00")  # 95 % of it
    assert len(draft.signal("payroll").lines) == 2
    draft.line(draft.police, object_code="1131", amount="101.00")
    assert draft.shows() == []


def test_one_line_of_payroll_is_too_few_to_tell(draft):
    draft.line(draft.ramps, object_code="1131")
    draft.line(draft.vaccines, object_code="2531")
    assert draft.shows() == []


# Others' tasks


def responsible(action, *units):
    for place, unit in enumerate(units):
        ActionBody.objects.create(action=action, position=place, unit=unit)


def test_actions_that_name_other_units_are_a_signal_from_three_lines_and_a_fifth(draft):
    own, other = draft.proposal.unit, make_unit()
    responsible(draft.vaccines, other)
    responsible(draft.ramps, own, other)
    ActionBody.objects.create(action=draft.police, position=0, name="Registro Civil")
    for _ in range(2):
        draft.line(draft.vaccines)
    assert draft.shows() == []
    draft.line(draft.vaccines)
    for _ in range(6):
        draft.line(draft.ramps)
        draft.line(draft.police)
    assert draft.signal("others").said.startswith("3 of the 15 lines")
    draft.line(draft.reading)  # 3 of 16
    assert draft.shows() == []


# Marks, counts, and the whole


def test_a_signal_is_known_by_its_rows_and_not_by_the_lines_around_it(draft):
    lines = [draft.line(draft.ramps) for _ in range(5)]
    mark = draft.signal("one_action").fingerprint
    draft.line(draft.police)
    assert draft.signal("one_action").fingerprint == mark
    lines[0].amount = 7
    lines[0].save()
    changed = draft.signal("one_action").fingerprint
    assert changed != mark
    lines[0].citations.update(justification="Porque sí")
    assert draft.signal("one_action").fingerprint not in (mark, changed)


def test_removed_lines_and_uncited_ones_show_nothing(draft):
    for _ in range(5):
        draft.line(draft.ramps, removed_at="2026-01-01T00:00:00Z", amount="1.00")
        draft.line(text="Papel", amount="1.00")
    assert draft.shows() == []


def test_every_kind_says_what_it_means_and_what_may_make_it_right():
    for kind in KINDS.values():
        assert kind.name and kind.legitimate and kind.ask
        assert "%(" not in kind.criteria


def test_signals_of_300_lines_ask_two_queries_beside_the_lines(draft):
    lines = SpendingLine.objects.bulk_create(
        SpendingLine(
            proposal=draft.proposal,
            framework=draft.framework,
            code=f"L{number}",
            object_code="4411",
            description="Palas",
            amount=1000,
        )
        for number in range(300)
    )
    Citation.objects.bulk_create(
        Citation(line=line, action=action, programme=action.programme, share=5000)
        for line in lines
        for action in (draft.vaccines, draft.police)
    )
    frameworks = frameworks_with_lines(draft.proposal)
    signals_of(draft.proposal, frameworks)  # reads catalogue and past
    with CaptureQueriesContext(connection) as asked:
        found = signals_of(draft.proposal, frameworks)
    assert [one.signal.kind for one in found.shown] == [
        "one_action",
        "equal_shares",
        "unlike",
    ]
    assert len(asked) == 2


def test_a_year_finds_what_each_proposal_shows_in_queries_that_do_not_grow():
    year = make_year()

    def handed_in():
        draft = Draft(year)
        for _ in range(5):
            draft.line(draft.ramps, reason="Es la obra")
        draft.line(draft.vaccines, draft.police, text="Palas", amount="9000.00")
        move_proposal(draft.proposal, "submitted")
        return draft

    one = handed_in()
    signals_of_year(year)
    with CaptureQueriesContext(connection) as few:
        found = signals_of_year(year)
    own = signals_of(one.proposal)
    for shown, cell in zip(own.shown, found.showing[0].signals.shown, strict=True):
        assert shown.signal.fingerprint == cell.signal.fingerprint
    Draft(year).line(one.ramps, text="Palas")  # a draft: Finance does not have it
    for _ in range(3):
        handed_in()
    signals_of_year(year)  # new units: the catalogue is read anew
    with CaptureQueriesContext(connection) as more:
        found = signals_of_year(year)
    assert len(found.units) == 4
    assert len(more) == len(few) <= 10
    shown = {kind.key: (units, left) for kind, units, left in found.by_kind}
    assert (shown["one_action"], shown["token"]) == ((4, 4), (0, 0))
