"""The small city of the matrix: one proposal of unit A in each state, and its people.

Every state stands in a year of its own, because a unit has one proposal a year.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from budgeting import services
from budgeting.models import (
    Ceiling,
    Event,
    Extension,
    FiscalYear,
    PolicyFramework,
    Proposal,
    SpendingLine,
)
from budgeting.models import Observation as Observed
from programme import asking, uploads
from programme.exports import programme_sheets
from programme.granting import ask_role
from programme.lineage.wanted import Wanted
from programme.models import (
    Action,
    BudgetUnit,
    FactorReset,
    ImportBatch,
    Membership,
    Programme,
    RoleGrant,
    Succession,
    User,
)
from programme.services import change_actions
from programme.workbooks.writing import as_file
from reporting.models import Picture, Publication
from reporting.publishing import ask_to_publish, publish_year
from tests.access.people import make_people
from tests.factories import (
    make_action,
    make_citation,
    make_code,
    make_framework,
    make_line,
    make_observation,
    make_programme,
    make_proposal,
    make_right,
    make_unit,
    make_user,
    make_waiver,
    make_year,
    move_proposal,
)
from tests.workbooks import SentWhole, changed_workbook

YEARS = {  # of the proposal in each state
    "published": 2030,
    "draft": 2031,
    "submitted": 2032,
    "returned": 2033,
    "approved": 2034,
    "none": 2035,
    "requested": 2036,
    "asked": 2037,
}


@dataclass
class State:
    """A proposal of unit A, and one row of each thing it holds."""

    proposal: Proposal
    framework: PolicyFramework
    line: SpendingLine
    uncited: SpendingLine | None = None
    removed_line: SpendingLine | None = None
    removed_framework: PolicyFramework | None = None
    observation: Observed | None = None
    copied: SpendingLine | None = None
    waiting: SpendingLine | None = None
    edit: Event | None = None


@dataclass
class City:
    """What the addresses of the matrix are tried with."""

    programme: Programme
    a: BudgetUnit
    b: BudgetUnit
    action: Action
    another: Action
    people: dict[str, User | None] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)
    extra: dict[str, object] = field(default_factory=dict)

    @property
    def years(self) -> dict[str, int]:
        """The year of each state; of the publication, where no state is named."""
        return {**YEARS, "-": YEARS["published"]}

    @property
    def publication(self) -> Publication:
        """The one publication, of the published year."""
        return self.extra["publication"]  # type: ignore[return-value]


def draw_one_picture(publication: Publication) -> None:
    """In the stead of the charts, which take seconds to draw."""
    Picture.objects.create(
        publication=publication, name="rights", language="es", svg="<svg/>"
    )


def make_city() -> City:
    """The city, within the transaction of a test."""
    programme = make_programme("PDH")
    action = make_action(programme, "01.01.01")
    another = make_action(programme, "01.01.02")
    women = make_right(programme, "02", kind="group", name_en="Women")
    another.population_groups.add(women)
    a, b = make_unit("A"), make_unit("B")
    city = City(programme, a, b, action, another, make_people(a, b))
    for name in ("published", "asked", "approved"):
        make_state(city, name, "approved")
    publication = publish_year(city.states["published"].proposal.fiscal_year)
    city.extra["publication"] = publication.publication
    draw_one_picture(publication.publication)  # nothing is committed here
    make_open_state(city, "draft")
    make_copies(city, make_open_state(city, "requested", linking="requested"))
    hand_in(city, make_state(city, "submitted", "draft"))
    returned = make_open_state(city, "returned")
    returned.uncited.delete()
    move_proposal(returned.proposal, "submitted")
    move_proposal(returned.proposal, "returned")
    make_year(YEARS["none"], programme)
    make_workbooks(city)
    make_catalogue_rows(city)
    return city


def make_state(city: City, name: str, status: str, **kwargs) -> State:
    """A proposal of A with two cited lines, in this status."""
    year = make_year(YEARS[name], city.programme, **kwargs)
    proposal = make_proposal(year, city.a, status=status, lines=2)
    state = State(proposal, proposal.frameworks.get(), proposal.lines.first())
    city.states[name] = state
    if status == "draft":
        edit_last_line(city, state)
    return state


def edit_last_line(city: City, state: State) -> None:
    """A third person saves the last line, with a token amount: an edit that can be
    undone, and a signal that Finance answers once it is handed in."""
    somebody = make_user("signatory", city.a)
    line = state.proposal.lines.last()
    values = {"territory": "Iztapalapa", "amount": "1.00"}
    services.save_line(state.framework, by=somebody, values=values, line=line)
    state.edit = state.proposal.events.first()


def make_open_state(city: City, name: str, **kwargs) -> State:
    """A proposal of A that its unit still writes, with rows removed and uncited."""
    state = make_state(city, name, "draft", **kwargs)
    gone = {"removed_at": "2026-01-01T00:00:00Z"}
    state.removed_framework = make_framework(state.proposal, "GONE", **gone)
    state.removed_line = make_line(state.framework, "GONE-1", **gone)
    state.uncited = make_line(state.framework, "UNCITED-1")
    state.observation = make_observation(state.proposal)
    return state


def make_copies(city: City, state: State) -> None:
    """A copied line that waits for a review, another that waits for a decision."""
    source = city.states["published"].line
    state.copied = make_line(state.framework, "COPIED-1", copied_from=source)
    waiting = {"action": city.another.pk, "code": "01.01.02", "programme": "PDH"}
    waiting |= {"share": 10000, "strength": "", "justification": ""}
    state.waiting = make_line(
        state.framework, "COPIED-2", copied_from=source, undecided=[waiting]
    )


def make_workbooks(city: City) -> None:
    """The draft's workbook to be sent; one kept to be confirmed, one with an error."""
    proposal = city.states["draft"].proposal
    for name, cell in (
        ("workbook", "77"),
        ("workbook_preview", "88"),
        ("workbook_marked", "=1"),
    ):
        content = changed_workbook(proposal, cell)
        city.extra[name] = SentWhole("mine.xlsx", content)
        if name != "workbook":
            city.extra[name] = services.keep_workbook(
                proposal, by=city.people["preparer"], name="mine.xlsx", content=content
            )


def hand_in(city: City, state: State) -> None:
    """Submit it by its service, as a third person; Finance observes on it."""
    somebody = make_user("signatory", city.a)
    state.proposal = services.submit_proposal(state.proposal, by=somebody)
    state.observation = make_observation(state.proposal, severity="advisory")


def an_entry_of(proposal: Proposal) -> int:
    """The number of an entry of the trail that is about this proposal."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select min(entry) from trail_entry"
            " where source = 'budgeting_proposal' and row_id = %s",
            [proposal.pk],
        )
        return cursor.fetchone()[0]


def make_catalogue_rows(city: City) -> None:
    """One row of each table that has an administration page."""
    a, draft = city.a, city.states["draft"]
    year = draft.proposal.fiscal_year
    head = make_user("finance_head")
    asked = city.states["asked"].proposal.fiscal_year
    ceiling = Ceiling.objects.create(fiscal_year=year, unit=a, amount="5000000.00")
    succession = Succession.objects.create(
        predecessor=city.action, successor=city.another, kind="merged", year=2030
    )
    after = date.today() + timedelta(days=40)
    batch = {"kind": "programme", "file_name": "p.xlsx", "by": city.people["admin"]}
    refused = ImportBatch.objects.create(**batch, outcome="refused")
    refused.stored_file.save("marked.xlsx", ContentFile(b"PK"))
    screened = make_line(
        city.states["requested"].framework,
        "SCREENED-1",
        screened="none",
        screened_reason="Nada aplica",
    )
    make_files_of_ceilings(city, year)
    city.extra |= {
        "ceiling": ceiling,
        "other programme": make_programme("OTRO"),
        "code": make_code(),
        "retired code": make_code(retired_at="2026-01-01T00:00:00Z"),
        "succession": succession,
        **change_of_another_edition(admin=city.people["admin"]),
        "membership": Membership.objects.filter(user=city.people["preparer"]).get(),
        "person": city.people["preparer"],
        "batch": ImportBatch.objects.create(**batch, outcome="checked"),
        "refused": refused,
        "screened": screened,
        "waiver": make_waiver(draft.uncited),
        "citation": make_citation(draft.uncited, city.action),
        "extension": Extension.objects.create(
            fiscal_year=year, unit=a, until=after, reason="Falla", by=head
        ),
        "above ceiling": services.allow_above_ceiling(
            year,
            a,
            by=head,
            chapter=None,
            amount=Decimal("1000.00"),
            reason="Daños por el sismo",
        ),
        "pending": ask_to_publish(asked, by=head),
        "reset": FactorReset.objects.create(
            user=city.people["preparer"],
            reason="Perdió el teléfono",
            asked_by=make_user("administrator"),
        ),
        "asked grant": ask_role(
            city.people["former"],
            "auditor",
            by=make_user("administrator"),
            reason="Entra a auditoría",
        ),
        "held grant": RoleGrant.objects.held().filter(role="analyst").first(),
        "entry": an_entry_of(draft.proposal),
        "log entry": LogEntry.objects.create(
            user=city.people["admin"],
            content_type=ContentType.objects.get_for_model(BudgetUnit),
            object_id=str(a.pk),
            action_flag=CHANGE,
        ),
    }
    make_file_of_texts(city)


def change_of_another_edition(admin: User) -> dict[str, object]:
    """An edition beside the city's: one of its two actions was retired, one is not."""
    other = make_programme("OTRA")
    make_action(other, "01.01.01")
    ended = make_action(other, "01.01.02", text_es="Otra cosa", text_en="Another")
    wanted = Wanted("retired", other, (ended.code,), 2031, "Acuerdo 1")
    return {"edition": other, "change": change_actions(wanted, by=admin)}


def make_file_of_texts(city: City) -> None:
    """A workbook that words an action of the other edition otherwise, checked."""
    admin, edition = city.people["admin"], city.extra["edition"]
    content = as_file("xlsx", programme_sheets(edition))
    Action.objects.filter(programme=edition, code="01.01.01").update(text_es="Otra")
    file = SimpleUploadedFile("otra.xlsx", content)
    city.extra["file of texts"] = uploads.give_file(file, kind="programme", by=admin)


def make_files_of_ceilings(city: City, year: FiscalYear) -> None:
    """Files of ceilings: one checked by the administrator, one loaded, three that
    change much (of which two are asked for), and a control."""
    admin = city.people["admin"]
    content = f"unit,chapter,amount\n{city.a.code},1000,7000000\n".encode()
    said = {"kind": "ceilings", "by": admin, "year": year.year}
    checked = uploads.give_file(SimpleUploadedFile("techos.csv", content), **said)
    much = []
    for amount in (7000000, 8000000, 9000000):
        changing = f"unit,chapter,amount\n{city.a.code},,{amount}\n".encode()
        file = SimpleUploadedFile(f"{amount}.csv", changing)
        much.append(uploads.give_file(file, **said))
    asked = [
        asking.ask_to_load(batch, by=by, seen=batch.work.seen)
        for batch, by in zip(much[1:], (make_user("administrator"), admin), strict=True)
    ]
    same = f"unit,chapter,amount\n{city.a.code},,5000000\n".encode()
    loaded = uploads.give_file(SimpleUploadedFile("igual.csv", same), **said)
    uploads.confirm_import(loaded, by=admin, seen=loaded.work.seen)
    services.keep_control(
        year,
        by=make_user("analyst"),
        name="decreto.csv",
        content=content,
        stage="approved",
    )
    city.extra |= {
        "ceilings file": SentWhole("techos.csv", content + b"B,,5\n"),
        "checked": checked,
        "changing much": much[0],
        "asked of the admin": asked[0],
        "asked by the admin": asked[1],
        "loaded": loaded,
    }
