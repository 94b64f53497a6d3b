"""A proposal with its people, and what two of them may do to it at once."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from budgeting import services
from budgeting.contents import content_of, frameworks_with_lines, hash_of
from budgeting.models import (
    Event,
    FiscalYear,
    Observation,
    Proposal,
    Reply,
    SpendingLine,
)
from budgeting.services import CitedAction, LineDraft, Read
from programme.models import Action, User
from tests.factories import make_action, make_observation, make_proposal, make_user

UNDER = ("answer", "ask back", "resolve")  # what is done under an observation
WALK = {"draft": (), "submitted": ("submit",), "approved": ("submit", "approve")}


class Scene:
    """A proposal of one line as two people read it, before either writes."""

    def __init__(self, year: FiscalYear, status: str, actions: list[Action]) -> None:
        self.proposal = make_proposal(year)
        self.actions = actions
        self.framework = self.proposal.frameworks.get()
        self.line = self.proposal.lines.get()
        self.people: dict[str, User] = {}
        for step in WALK[status]:
            self.act(step)()
        # what the check page showed to whoever submits
        self.read = Read(1, hash_of(content_now(self.proposal)))

    @cached_property
    def seen(self) -> str:
        """The hash of the submission that Finance's page showed."""
        return self.proposal.submissions.latest("number").content_hash

    @cached_property
    def edit(self) -> Event:
        """An edit of the line, to be undone."""
        by = make_user("preparer", self.proposal.unit)
        values = {"amount": "9.00"}
        services.save_line(self.framework, by=by, values=values, line=self.line)
        self.line.refresh_from_db()
        return self.proposal.events.first()

    @cached_property
    def asked(self) -> Observation:
        """An observation of Finance, to be answered, asked about again and closed."""
        return make_observation(self.proposal, severity="advisory")

    def act(self, name: str) -> Callable[[], Any]:
        """This act, ready to be done in a session of its own."""
        role, work = ACTS[name]
        who = f"{role} {name.endswith('too')}"
        if who not in self.people:
            self.people[who] = make_user(role, self.proposal.unit)
        by = self.people[who]
        if name.startswith("undo"):
            _ = self.edit
        if name.startswith(UNDER):
            _ = self.asked
        if name.startswith("approve"):
            _ = self.seen  # the page was read before the two began
        return lambda: work(self, by)

    def now(self) -> Proposal:
        """The proposal as it is saved."""
        return Proposal.objects.get(pk=self.proposal.pk)


def make_actions(year: FiscalYear) -> list[Action]:
    """Three actions of the year's programme; the first is the one lines cite."""
    programme = year.main_programme
    return [make_action(programme, f"01.01.0{n}") for n in (1, 2, 3)]


def save(amount: str) -> Callable[[Scene, User], Any]:
    return lambda scene, by: services.save_line(
        scene.framework,
        by=by,
        values={"amount": amount},
        line=scene.line,
        version=scene.line.version,
    )


def rename(name: str) -> Callable[[Scene, User], Any]:
    return lambda scene, by: services.save_framework(
        scene.proposal,
        by=by,
        values={"name": name},
        framework=scene.framework,
        version=scene.framework.version,
    )


def cite(number: int) -> Callable[[Scene, User], Any]:
    return lambda scene, by: services.cite_actions(
        scene.line,
        by=by,
        citations=[CitedAction(scene.actions[number])],
        version=scene.line.version,
    )


def remove(scene: Scene, by: User) -> Any:
    return services.remove_line(scene.line, by=by, version=scene.line.version)


def fill(amount: str) -> Callable[[Scene, User], Any]:
    """The table: this line with another amount, and a new one."""

    def filled(scene: Scene, by: User) -> Any:
        known = {"line": scene.line.pk, "version": scene.line.version}
        drafts = [
            LineDraft(scene.framework.pk, {"amount": amount}, **known),
            LineDraft(scene.framework.pk, {"code": f"N{amount}"}),
        ]
        return services.save_lines(scene.proposal, by=by, drafts=drafts, whole=True)

    return filled


def undo(scene: Scene, by: User) -> Any:
    return services.undo_edit(scene.edit, by=by)


def move(name: str, **said: Any) -> Callable[[Scene, User], Any]:
    return lambda scene, by: getattr(services, name)(scene.proposal, by=by, **said)


def approve(scene: Scene, by: User) -> Any:
    return services.approve_proposal(scene.proposal, by=by, content_hash=scene.seen)


def submit_as_read(scene: Scene, by: User) -> Any:
    return services.submit_proposal(scene.proposal, by=by, read=scene.read)


def answer(scene: Scene, by: User) -> Any:
    before = scene.asked.reply
    return services.reply_to_observation(scene.asked, by=by, text="Va", before=before)


def ask_back(scene: Scene, by: User) -> Any:
    return services.ask_back(scene.asked, by=by, text="¿De qué año?", read=0)


def resolve(scene: Scene, by: User) -> Any:
    read = {scene.asked.pk: None}
    return services.resolve_observations(
        scene.proposal, by=by, read=read, resolution="solved"
    )


ACTS: dict[str, tuple[str, Callable[[Scene, User], Any]]] = {
    "save": ("preparer", save("2.00")),
    "save too": ("preparer", save("3.00")),
    "rename": ("preparer", rename("Uno")),
    "rename too": ("preparer", rename("Dos")),
    "cite": ("preparer", cite(1)),
    "cite too": ("preparer", cite(2)),
    "remove": ("preparer", remove),
    "remove too": ("preparer", remove),
    "fill": ("preparer", fill("4.00")),
    "fill too": ("preparer", fill("5.00")),
    "undo": ("preparer", undo),
    "undo too": ("preparer", undo),
    "submit": ("signatory", move("submit_proposal")),
    "submit too": ("signatory", move("submit_proposal")),
    "submit as read": ("signatory", submit_as_read),
    "submit as read too": ("signatory", submit_as_read),
    "observe": ("analyst", move("observe", text="Falta sustento")),
    "answer": ("preparer", answer),
    "answer too": ("preparer", answer),
    "ask back": ("analyst", ask_back),
    "resolve": ("analyst", resolve),
    "return": ("analyst", move("return_proposal", note="Falta sustento")),
    "return too": ("analyst", move("return_proposal", note="Corrija")),
    "approve": ("analyst", approve),
    "approve too": ("analyst", approve),
    "reopen": ("analyst", move("reopen_proposal", reason="Error")),
    "reopen too": ("analyst", move("reopen_proposal", reason="Otro error")),
}


def left(scene: Scene) -> dict[str, Any]:
    """What the two left behind, apart from keys and times."""
    proposal = scene.now()
    copies = list(proposal.submissions.order_by("number"))
    return {
        "status": proposal.status,
        "frameworks": list(proposal.frameworks.values_list("name", "version")),
        "lines": [_line(line) for line in proposal.lines.order_by("pk")],
        "events": sorted(proposal.events.values_list("kind", flat=True)),
        "notes": sorted(proposal.events.values_list("note", flat=True)),
        "numbers": [copy.number for copy in copies],
        "copied as it is": proposal.is_open
        or copies[-1].content_hash == hash_of(content_now(proposal)),
        "observations": proposal.observations.open().count(),
        "messages": sorted(
            Reply.objects.filter(observation__proposal=proposal).values_list("side")
        ),
        "contributors": proposal.contributions.count(),
    }


def content_now(proposal: Proposal) -> dict[str, Any]:
    """What a submission would copy now."""
    return content_of(proposal, frameworks_with_lines(proposal))


def _line(line: SpendingLine) -> tuple:
    cited = sorted(line.citations.values_list("action__code", flat=True))
    return str(line.amount), line.version, bool(line.removed_at), cited
