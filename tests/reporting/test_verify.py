import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings

from hrbudget.database.base import owner
from reporting import exports
from reporting.models import Publication
from reporting.publishing import publish_year, verify_publication
from tests.factories import (
    make_action,
    make_programme,
    make_right,
    make_unit,
    make_year,
)
from tests.reporting.cities import (
    ANY_STEP,
    ANY_YEARS,
    Line,
    any_publications,
    budget,
    make_succession,
    published,
)

pytestmark = pytest.mark.usefixtures("english")


def small_city() -> Publication:
    """Two years of one unit; the second has a new action beside an old one."""
    programme = make_programme("DH")
    make_right(programme, "10", kind="group")
    a, b = make_action(programme, "01.01.01"), make_action(programme, "10.01.01")
    make_succession(make_action(programme, "01.01.09"), a)
    unit = make_unit("U1")
    make_unit("U2")
    published(2029, programme, unit, a)
    year = make_year(2030, programme, linking="requested")
    budget(
        year,
        unit,
        Line("L1", "100.00", {a: 5000, b: 5000}),
        Line("L2", "7.00"),
        Line("L3", "3.00", waived="Reason"),
        Line("L4", "2.00", screened="Reason"),
    )
    return publish_year(year).publication


def tampered(
    publication: Publication, statement: str, verify=verify_publication
) -> str:
    """What verify says after a change that only the database's owner can make.

    With every trigger off; taken back afterwards.
    """
    with owner(connection), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(statement)
        found = verify(Publication.objects.get(pk=publication.pk))
        transaction.set_rollback(True)
    return "\n".join(found)


TAMPERED = {
    "amount of a line": (
        "update reporting_publishedline set amount = 101 where code = 'L1' {}",
        ["lines.csv is not", "amount_attributed", "amount_total", "amount_touching"],
    ),
    "state of a line": (
        "update reporting_publishedline set state = 'waived' where code = 'L2' {}",
        ["lines.csv is not", "U1 L2: state is published as waived"],
    ),
    "description of a line": (
        "update reporting_publishedline set description = 'x' where code = 'L2' {}",
        ["lines.csv is not"],
    ),
    "the actions of a line": (
        "update reporting_publishedline set actions = '' where code = 'L1' {}",
        ["U1 L1: its cell of actions is not what the line cites."],
    ),
    "a line gone": (
        "delete from reporting_publishedline where code = 'L2' {}",
        ["lines.csv is not", "lines_total", "lines_not_screened"],
    ),
    "attributed amount": (
        "update reporting_publishedcitation set amount_attributed = 51"
        " where action_code = '01.01.01' {}",
        ["citations.csv is not", "U1 L1 DH 01.01.01: amount_attributed is published"],
    ),
    "share": (
        "update reporting_publishedcitation set share = 6000"
        " where action_code = '01.01.01' {}",
        ["citations.csv is not", "amount_attributed"],
    ),
    "a citation of another line": (
        "update reporting_publishedcitation set line_id = (select id from"
        " reporting_publishedline where code = 'L2' {0}) where true {0}",
        ["belongs to another line"],
    ),
    "a citation gone": (
        "delete from reporting_publishedcitation where action_code = '10.01.01' {}",
        ["citations.csv is not", "actions_funded", "actions_new"],
    ),
    "a citation no longer counted": (
        "update reporting_publishedcitation set main = false"
        " where action_code = '10.01.01' {}",
        ["10.01.01: main is published as False"],
    ),
    "a citation under another right": (
        "update reporting_publishedcitation set right_code = '10'"
        " where action_code = '01.01.01' {}",
        ["right_code is published as 10 and recomputed as 01"],
    ),
    "an action made new": (
        "update reporting_publishedaction set new = true where code = '01.01.01' {}",
        ["actions.csv is not", "01.01.01: new is published as True"],
    ),
    "an action in force": (
        "update reporting_publishedaction set in_force = false"
        " where code = '01.01.09' {}",
        ["01.01.09: in_force is published as False and recomputed as True"],
    ),
    "the proof": (
        "update reporting_publishedaction set proof_line = 'L2'"
        " where code = '10.01.01' {}",
        ["proof_line is published as L2 and recomputed as L1"],
    ),
    "an action gone": (
        "delete from reporting_publishedaction where code = '10.01.01' {}",
        ["actions.csv, 10.01.01: the row is missing"],
    ),
    "a right's money": (
        "update reporting_publishedright set amount_attributed = 60"
        " where code = '01' {}",
        ["01: amount_attributed is published as 60.00", "do not add up to the year"],
    ),
    "a right's touching money": (
        "update reporting_publishedright set amount_touching = 60 where code = '01' {}",
        ["01: amount_touching is published as 60.00 and recomputed as 100.00"],
    ),
    "a group's lines": (
        "update reporting_publishedgroup set lines = 2 where true {}",
        ["groups.csv, 10: lines is published as 2 and recomputed as 1"],
    ),
    "a unit linked": (
        "update reporting_publishedunit set linked = true where code = 'U1' {}",
        ["U1: linked is published as True"],
    ),
    "a unit's numbers": (
        "update reporting_publishedunit set lines_linked = 2 where code = 'U1' {}",
        ["U1: lines_linked", "lines_linked: the units do not add up"],
    ),
    "a unit approved that is not": (
        "update reporting_publishedunit set status = 'approved' where code = 'U2' {}",
        ["U2: status is published as approved"],
    ),
    "a unit gone": (
        "delete from reporting_publishedunit where code = 'U1' {}",
        ["units.csv, U1: the row is missing"],
    ),
    "what was compared": (
        "delete from reporting_publishedcomparedaction where true {}",
        ["compared_actions.csv is not", "The actions kept of 2029"],
    ),
    "with whom it was compared": (
        "update reporting_publishedcomparison set hash = repeat('0', 64) where true {}",
        ["comparisons.csv is not", "publication 1 of 2029"],
    ),
    "a succession": (
        "delete from reporting_publishedsuccession where true {}",
        ["successions.csv is not"],
    ),
    "a programme's name": (
        "update reporting_publishedprogramme set name_es = 'x' where true {}",
        ["programmes.csv is not"],
    ),
    "the year's programme": (
        "update reporting_publishedprogramme set is_main = false where true {}",
        ["programme is missing"],
    ),
    "a strategy": (
        "update reporting_publishedstrategy set text_es = 'x' where code = '01.01' {}",
        ["strategies.csv is not"],
    ),
}


CHANGED = [
    (
        "numbers = numbers || '{\"units_linked\": 1}'",
        "units_linked is published as 1 and recomputed as 0",
    ),
    ("numbers = numbers - 'linked_rate'", "linked_rate is published as None"),
    ("numbers = numbers || '{\"actions_funded\": 99}'", "funded than in force"),
    ("hash = repeat('0', 64)", "not that of its manifest"),
    ("manifest = ''", "not the file of the manifest"),
    ("linking = 'required'", "year.csv is not the file of the manifest"),
    ("stage = 'proposal'", "stage is published as approved"),
    ("currency = 'USD'", "currency is published as MXN"),
]


@pytest.mark.django_db(transaction=True)
def test_verify_finds_each_thing_that_the_owner_tampers_with():
    publication = small_city()
    assert verify_publication(publication) == []
    for kind, (statement, parts) in TAMPERED.items():
        of_publication = f" and publication_id = {publication.pk}"
        said = tampered(publication, statement.format(of_publication))
        for part in parts:
            assert part in said, kind
    for change, part in CHANGED:
        statement = f"update reporting_publication set {change} where id = "
        assert part in tampered(publication, f"{statement}{publication.pk}"), change
    assert verify_publication(publication) == []


@pytest.mark.django_db(transaction=True)
def test_a_whole_publication_hashed_again_does_not_fit_its_numbers():
    publication = small_city()
    text = publication.manifest

    def hashed_again(found):
        found.manifest = exports.manifest(found)
        found.hash = exports.content_hash(found.manifest)
        assert found.manifest != text
        return verify_publication(found)

    said = tampered(
        publication,
        "update reporting_publishedline set amount = 50 where code = 'L2'"
        f" and publication_id = {publication.pk}",
        hashed_again,
    )
    assert "manifest" not in said
    assert "amount_total is published as 112.00 and recomputed as 155.00." in said


# Any small city


@pytest.mark.slow
@pytest.mark.django_db
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # shrinking publishes for minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(years=ANY_YEARS, step=ANY_STEP)
def test_any_city_adds_up_and_verifies(years, step):
    with transaction.atomic():
        for n, publication in enumerate(any_publications(years, step)):
            assert verify_publication(publication) == []
            assert publish_year(publication.fiscal_year).new is False
            numbers = publication.numbers
            assert numbers["actions_new"] is None or n > 0
            new = numbers["actions_new"] or 0
            assert new <= numbers["actions_funded"] <= numbers["actions_in_force"]
        transaction.set_rollback(True)
