"""Plain functions that make what a test needs, by the shortest legal way."""

from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from itertools import count

from django.apps import apps
from django.contrib.auth.models import Group
from django.utils.timezone import now

from budgeting.contents import content_of, frameworks_with_lines, hash_of
from budgeting.models import (
    Ceiling,
    Citation,
    FiscalYear,
    Observation,
    ObservationCode,
    PolicyFramework,
    Proposal,
    Reply,
    SpendingLine,
    Waiver,
    YearProgramme,
)
from budgeting.signals import find_signals
from programme.models import (
    Action,
    BudgetUnit,
    Membership,
    Programme,
    Right,
    RoleGrant,
    Strategy,
    User,
)

serial = count(1)
FINANCE = {"analyst", "finance_head", "administrator", "auditor"}


def make_user(role: str = "", unit: BudgetUnit | None = None, **kwargs) -> User:
    """A person; with a Finance role, or a role in a unit since ten years ago."""
    number = next(serial)
    values = {"username": f"person{number}", "first_name": f"Person {number}", **kwargs}
    user = User.objects.create_user(**values)
    if role in FINANCE:
        give_role(user, role)
    elif role:
        since = date.today() - timedelta(days=3650)
        Membership.objects.create(user=user, unit=unit, role=role, since=since)
    return user


def give_role(user: User, role: str) -> None:
    """A role outside the units, as the operator's command gives it."""
    RoleGrant.objects.create(person=user, role=role, reason="Test", by_command=True)
    user.groups.add(Group.objects.get(name=role))


def make_unit(code: str = "", **kwargs) -> BudgetUnit:
    """A ministry obliged since 2009, unless told otherwise."""
    code = code or f"U{next(serial):04}"
    values = {"name": f"Unit {code}", "kind": "ministry", "obliged_from": 2009}
    return BudgetUnit.objects.create(code=code, **{**values, **kwargs})


def make_programme(code: str = "", **kwargs) -> Programme:
    """A human rights programme in force since 2009, without actions."""
    code = code or f"P{next(serial)}"
    values = {"name_es": f"Programa {code}", "name_en": f"Programme {code}"}
    values |= {"kind": "human_rights", "in_force_from": 2009}
    return Programme.objects.create(code=code, **{**values, **kwargs})


def make_right(programme: Programme, code: str = "01", **kwargs) -> Right:
    """A right of this programme."""
    values = {"kind": "right", "name_es": f"Derecho {code}", "name_en": f"Right {code}"}
    return Right.objects.create(programme=programme, code=code, **{**values, **kwargs})


def make_action(programme: Programme, code: str = "01.01.01", **kwargs) -> Action:
    """An action with the right and the strategy that its code names."""
    right_code, strategy_code = code.split(".")[0], code.rsplit(".", 1)[0]
    right = Right.objects.filter(programme=programme, code=right_code).first()
    right = right or make_right(programme, right_code)
    strategy, _ = Strategy.objects.get_or_create(
        programme=programme,
        code=strategy_code,
        defaults={"right": right, "text_es": "Estrategia", "text_en": "Strategy"},
    )
    values = {"text_es": f"Acción {code}", "text_en": f"Action {code}"}
    values |= {"serial": next(serial), "term": "short"}
    return Action.objects.create(
        programme=programme,
        right=right,
        strategy=strategy,
        code=code,
        **{**values, **kwargs},
    )


def make_year(
    year: int = 2030, programme: Programme | None = None, **kwargs
) -> FiscalYear:
    """A `required` year whose window is open now, with its programme."""
    today = date.today()
    values = {"linking": "required", "opens_on": today - timedelta(days=5)}
    values |= {"closes_on": today + timedelta(days=30)}
    fiscal_year = FiscalYear.objects.create(year=year, **{**values, **kwargs})
    YearProgramme.objects.create(
        fiscal_year=fiscal_year,
        programme=programme or make_programme(),
        is_main=True,
    )
    return fiscal_year


def make_framework(proposal: Proposal, code: str = "", **kwargs) -> PolicyFramework:
    """A framework with every field that submitting needs."""
    values = {
        "name": "Atención a la población",
        "problem": "Problema y evidencia",
        "objective": "Objetivo",
        "target_population": "Población objetivo",
        "expected_result": "Resultado",
        "unit_of_measure": "Persona",
        "physical_target": Decimal("100"),
        "function": "2.6",
    }
    return PolicyFramework.objects.create(
        proposal=proposal, code=code or f"F{next(serial)}", **{**values, **kwargs}
    )


def make_line(
    framework: PolicyFramework, code: str = "", amount: str = "1000.00", **kwargs
) -> SpendingLine:
    """A line of this framework that cites nothing yet."""
    values = {"object_code": "4411", "description": "Apoyos a la población"}
    return SpendingLine.objects.create(
        proposal_id=framework.proposal_id,
        framework=framework,
        code=code or f"L{next(serial)}",
        amount=Decimal(amount),
        **{**values, **kwargs},
    )


def make_citation(
    line: SpendingLine, action: Action, share: int = 10000, **kwargs
) -> Citation:
    """This line cites this action."""
    return Citation.objects.create(
        line=line,
        action=action,
        programme_id=action.programme_id,
        share=share,
        **kwargs,
    )


def make_waiver(line: SpendingLine, **kwargs) -> Waiver:
    """A waiver in force for this line as it is."""
    values = {"reason": "Obligación de pago sin acción que la nombre"}
    values |= {"amount": line.amount, "object_code": line.object_code}
    values |= {"description": line.description}
    by = kwargs.pop("by", None) or make_user("finance_head")
    return Waiver.objects.create(line=line, by=by, **{**values, **kwargs})


def make_ceiling(proposal: Proposal, amount: str, chapter: int | None = None):
    """A ceiling of the proposal's unit, in all or of a chapter."""
    return Ceiling.objects.create(
        fiscal_year=proposal.fiscal_year,
        unit=proposal.unit,
        chapter=chapter,
        amount=Decimal(amount),
    )


def make_observation(proposal: Proposal, **kwargs) -> Observation:
    """An open, blocking observation on this proposal."""
    by = kwargs.pop("by", None) or make_user("analyst")
    values = {"text": "Falta el sustento del monto", "severity": "blocking"}
    if kwargs.get("reply"):
        kwargs = {"replied_by": make_user(), "replied_at": now(), **kwargs}
    made = Observation.objects.create(proposal=proposal, by=by, **{**values, **kwargs})
    if made.reply:
        make_reply(made, text=made.reply, by=made.replied_by, at=made.replied_at)
    return made


def make_reply(observation: Observation, side: str = "unit", **kwargs) -> Reply:
    """A message under this observation, by default of its unit."""
    values = {"text": "Va el sustento", "at": now()}
    by = kwargs.pop("by", None) or make_user()
    values = {**values, **kwargs}
    return Reply.objects.create(observation=observation, side=side, by=by, **values)


def make_code(code: str = "", **kwargs) -> ObservationCode:
    """A code of the catalogue of observations, in use, in both languages."""
    code = code or f"T-{next(serial)}"
    values = {"name_es": f"Caso {code}", "name_en": f"Case {code}"}
    values |= {"text_es": f"Corrija {code}.", "text_en": f"Correct {code}."}
    values |= {"severity": "advisory", "about": "line"}
    return ObservationCode.objects.create(code=code, **{**values, **kwargs})


def make_typical_codes() -> None:
    """The codes that the catalogue begins with: a test that committed emptied it."""
    seeded = import_module("budgeting.migrations.0017_typical_observations")
    seeded.add_codes(apps, None)


def make_proposal(
    year: FiscalYear | None = None,
    unit: BudgetUnit | None = None,
    *,
    status: str = "draft",
    lines: int = 1,
    **kwargs,
) -> Proposal:
    """A proposal with `lines` cited lines, walked to `status` as it would be."""
    year, unit = year or make_year(), unit or make_unit()
    proposal = Proposal.objects.create(fiscal_year=year, unit=unit, **kwargs)
    if lines:
        programme = year.main_programme
        action = programme.actions.first() or make_action(programme)
        framework = make_framework(proposal)
        for _ in range(lines):
            make_citation(make_line(framework), action)
    for step in STEPS[(proposal.origin, status)]:
        move_proposal(proposal, step)
    return proposal


def mark_of(kind: str, proposal: Proposal) -> str:
    """The mark of the rows of a signal that the proposal shows."""
    return next(s.fingerprint for s in find_signals(proposal) if s.kind == kind)


def as_read(proposal: Proposal) -> dict[str, str]:
    """What the form of the check page sends of what it showed."""
    content = content_of(proposal, frameworks_with_lines(proposal))
    last = proposal.submissions.order_by("number").last()
    number = last.number + 1 if last else 1
    return {"number": str(number), "content_hash": hash_of(content)}


STEPS = {
    ("entered", "draft"): [],
    ("entered", "submitted"): ["submitted"],
    ("entered", "returned"): ["submitted", "returned"],
    ("entered", "approved"): ["submitted", "approved"],
    ("on_behalf", "draft"): [],
    ("on_behalf", "submitted"): ["submitted"],
    ("on_behalf", "returned"): ["submitted", "returned"],
    ("on_behalf", "approved"): ["submitted", "approved"],
    ("imported", "draft"): [],
    ("imported", "approved"): ["approved"],
}


def move_proposal(proposal: Proposal, status: str) -> None:
    """Put the proposal into this status past every service, through the gate."""
    entered = proposal.origin != "imported"
    if status == "submitted":
        proposal.submitted_at = now()
        proposal.submitted_by = make_user()
    proposal.approved_at = now() if status == "approved" else None
    by_finance = status == "approved" and entered
    proposal.approved_by = make_user("analyst") if by_finance else None
    proposal.status = status
    proposal.save()
