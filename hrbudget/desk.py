"""What each person begins with: one card for each thing their roles let them do."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from budgeting.models import Proposal
from budgeting.models.proposals import Status
from budgeting.permissions import roles_of, units_of
from budgeting.workflow import FINANCE_ROLES, UNIT_ROLES, Role
from programme.models import FactorReset, LoadRequest, RoleGrant, User
from reporting.models import PendingPublication


@dataclass(frozen=True)
class Card:
    """A thing to do: its page, and how many wait there where that can be told."""

    title: str
    text: str
    url: str
    waiting: int | None = None


def cards_for(user: User) -> list[Card]:
    """The cards of this person's roles, the most pressing first."""
    roles = roles_of(user)
    offered = [makes for named, makes in _offers(user) if roles & named]
    made = [make() for makes in offered for make in makes]
    return [*dict.fromkeys(made), _catalogue()]


def _offers(user: User) -> list[tuple[Set[Role], list[Callable[[], Card]]]]:
    """Which roles are offered which cards, in the order in which they stand."""
    everybody = {Role.ADMINISTRATOR, Role.AUDITOR, *FINANCE_ROLES}
    return [
        (UNIT_ROLES, [partial(_proposals, user)]),
        (FINANCE_ROLES, [partial(_review, user), partial(_publishing, user)]),
        ({Role.ADMINISTRATOR}, [partial(_imports, user), _people, _administration]),
        ({Role.AUDITOR}, [_audit, _reading, _past_imports, _administration]),
        ({Role.AUDITOR}, [_given_roles]),
        (everybody, [_years, _ceilings]),
        ({Role.ADMINISTRATOR, Role.FINANCE_HEAD}, [partial(_roles, user)]),
        ({Role.ADMINISTRATOR, *FINANCE_ROLES}, [_templates]),
        ({Role.AUDITOR, *FINANCE_ROLES}, [_codes]),
    ]


def first_page_for(user: User) -> str:
    """Where a person lands after signing in: their one main page, else the desk."""
    roles = roles_of(user)
    pages = [
        (UNIT_ROLES, "budgeting:proposal_list"),
        (FINANCE_ROLES, "budgeting:review_queue"),
        ({Role.ADMINISTRATOR}, "programme:import_list"),
    ]
    own = [page for named, page in pages if roles & set(named)]
    return reverse(own[0] if len(own) == 1 else "desk")


def _proposals(user: User) -> Card:
    units = ", ".join(unit.name for unit in units_of(user))
    return Card(
        _("Proposals of my units"),
        _("Formulate and submit the budget of %(units)s.") % {"units": units},
        reverse("budgeting:proposal_list"),
    )


def _review(user: User) -> Card:
    submitted = Proposal.objects.visible_to(user).filter(status=Status.SUBMITTED)
    return Card(
        _("Review"),
        _("Submitted proposals that wait for Finance: observe, return or approve."),
        reverse("budgeting:review_queue"),
        submitted.count(),
    )


def _publishing(user: User) -> Card:
    pending = PendingPublication.objects.waiting().exclude(by=user)
    return Card(
        _("Publish"),
        _("The finance head publishes a year; a second person confirms it."),
        reverse("reporting:publish_list"),
        pending.count(),
    )


def _imports(user: User) -> Card:
    waiting = LoadRequest.objects.waiting().exclude(by=user)
    return Card(
        _("Imports"),
        _("Load programmes, units, ceilings and past budgets from files, or undo it."),
        reverse("programme:import_list"),
        waiting.count() or None,
    )


def _templates() -> Card:
    return Card(
        _("Templates and exports"),
        _("Workbooks in the form that each import reads: empty, or with what is held."),
        reverse("budgeting:template_list"),
    )


def _codes() -> Card:
    return Card(
        _("Catalogue of observations"),
        _("Codes with the standard texts of what Finance asks a unit."),
        reverse("budgeting:observationcode_list"),
    )


def _years() -> Card:
    return Card(
        _("Fiscal years"),
        _("Rule, programmes and window of each year, and what a year still needs."),
        reverse("budgeting:fiscalyear_list"),
    )


def _ceilings() -> Card:
    return Card(
        _("Ceilings"),
        _("What each unit may propose; and whether the year adds up to the decree."),
        reverse("budgeting:ceiling_list"),
    )


def _people() -> Card:
    waiting = FactorReset.objects.waiting()
    return Card(
        _("People"),
        _("Invite people, move them between units, end accounts, reset a factor."),
        reverse("programme:person_list"),
        waiting.count() or None,
    )


def _administration() -> Card:
    return Card(
        _("Administration"),
        _("The tables of programmes, units and people, and the roles in units."),
        reverse("admin:index"),
    )


def _roles(user: User) -> Card:
    waiting = RoleGrant.objects.waiting().exclude(asked_by=user).exclude(person=user)
    return Card(
        _("Roles"),
        _("Roles outside the units: one person asks, a second confirms."),
        reverse("programme:role_list"),
        waiting.count(),
    )


def _given_roles() -> Card:
    return Card(
        _("Roles"),
        _("Who holds a role outside the units, and which two people gave it."),
        reverse("programme:role_list"),
    )


def _reading() -> Card:
    return Card(
        _("Proposals and their history"),
        _("Every proposal with its trail; an auditor reads all and changes nothing."),
        reverse("budgeting:review_queue"),
    )


def _audit() -> Card:
    return Card(
        _("Audit"),
        _("Every change: who made it, when and why; any proposal at any past moment."),
        reverse("budgeting:audit_list"),
    )


def _past_imports() -> Card:
    return Card(
        _("Imports"),
        _("Every file that was checked or loaded: which, by whom, when."),
        reverse("programme:import_list"),
    )


def _catalogue() -> Card:
    return Card(
        _("Catalogue"),
        _("The actions a spending line may cite: browse them, or search."),
        reverse("programme:programme_list"),
    )
