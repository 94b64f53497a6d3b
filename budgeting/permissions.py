"""Who may do what: one predicate for the button and for the service behind it."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
)
from django.utils.timezone import localdate

from budgeting.models import FiscalYear, Proposal, SpendingLine
from budgeting.windows import is_open_to, may_change_today
from budgeting.workflow import (
    FINANCE_ROLES,
    UNIT_ROLES,
    Origin,
    Role,
    Status,
    holds,
    least_role,
)
from programme.models import BudgetUnit, Membership, User
from programme.permissions import active_today, is_active

Person = User | AnonymousUser
GROUPS = [Role.ANALYST, Role.FINANCE_HEAD, Role.ADMINISTRATOR, Role.AUDITOR]


def roles_of(user: Person, unit: BudgetUnit | None = None) -> set[Role]:
    """The roles a person holds today: those of Finance, and those in this unit.

    Without a unit: those of Finance and those in any unit.
    """
    if not is_active(user):
        return set()
    groups = user.groups.filter(name__in=GROUPS).values_list("name")
    memberships = Membership.objects.filter(user=user).on(localdate())
    if unit is not None:
        memberships = memberships.filter(unit=unit)
    held = groups.order_by().union(memberships.values_list("role"))
    return {Role(name) for (name,) in held}


def units_of(user: Person) -> QuerySet[BudgetUnit]:
    """The units in which this person holds a role today."""
    if not is_active(user):
        return BudgetUnit.objects.none()
    memberships = Membership.objects.filter(user=user).on(localdate())
    return BudgetUnit.objects.filter(pk__in=memberships.values("unit"))


def is_finance(user: Person) -> bool:
    """Whether this person reviews for Finance: an analyst or the finance head."""
    return bool(finance_roles(user) & FINANCE_ROLES)


def is_finance_head(user: Person) -> bool:
    """Whether this person is the finance head."""
    return Role.FINANCE_HEAD in finance_roles(user)


def is_administrator(user: Person) -> bool:
    """Whether this person keeps programmes, units, ceilings and accounts."""
    return Role.ADMINISTRATOR in finance_roles(user)


def is_auditor(user: Person) -> bool:
    """Whether this person reads everything and writes nothing."""
    return Role.AUDITOR in finance_roles(user)


def may_keep_ceilings(user: Person) -> bool:
    """Whether this person loads and changes the ceilings."""
    return is_administrator(user)


def may_see_ceilings(user: Person) -> bool:
    """Whether this person reads the ceilings of every unit."""
    return is_administrator(user) or may_see_totals(user)


def may_see_totals(user: Person) -> bool:
    """Whether this person reads what was handed in and approved, of every unit."""
    return is_finance(user) or is_auditor(user)


def is_author(user: Person, proposal: Proposal) -> bool:
    """Whether this person writes this proposal, be it open now or not."""
    if proposal.origin == Origin.IMPORTED:
        return False
    if proposal.origin == Origin.ON_BEHALF:
        return is_finance_head(user)
    return bool(roles_of(user, proposal.unit) & UNIT_ROLES)


def may_formulate(user: Person, year: FiscalYear, unit: BudgetUnit) -> bool:
    """Whether this person may begin the unit's proposal of the year now."""
    is_member = bool(roles_of(user, unit) & UNIT_ROLES)
    return is_member and is_open_to(year, unit)


def may_edit(user: Person, proposal: Proposal) -> bool:
    """Whether this person may change the proposal's frameworks and lines now."""
    return proposal.is_open and may_change_today(proposal) and is_author(user, proposal)


def may_move(
    user: Person, proposal: Proposal, to: str, roles: set[Role] | None = None
) -> bool:
    """Whether the workflow gives this person the move to this status.

    `roles`, here and below: what the person holds, where the caller has read it.
    """
    least = least_role(proposal, to)
    if least is None:
        return False
    return holds(roles_of(user, proposal.unit) if roles is None else roles, least)


def may_submit(user: Person, proposal: Proposal) -> bool:
    """Whether this person may hand the proposal to Finance now."""
    return may_change_today(proposal) and may_move(user, proposal, Status.SUBMITTED)


def may_review(
    user: Person, proposal: Proposal, roles: set[Role] | None = None
) -> bool:
    """Whether this person may make observations on the proposal now."""
    entered = proposal.origin != Origin.IMPORTED
    under_review = proposal.status in (Status.SUBMITTED, Status.RETURNED)
    if not (entered and under_review):
        return False
    return bool((finance_roles(user) if roles is None else roles) & FINANCE_ROLES)


def may_return(
    user: Person, proposal: Proposal, roles: set[Role] | None = None
) -> bool:
    """Whether this person may send the submitted proposal back to its unit."""
    submitted = proposal.status == Status.SUBMITTED
    return submitted and may_move(user, proposal, Status.RETURNED, roles)


def may_approve(user: Person, proposal: Proposal) -> bool:
    """Whether this person may approve it: of Finance, and no contributor to it."""
    return may_move(user, proposal, Status.APPROVED) and not has_contributed(
        user, proposal
    )


def has_contributed(user: Person, proposal: Proposal) -> bool:
    """Whether this person edited or submitted the proposal, at any time."""
    return proposal.contributions.filter(by=user.pk).exists()


def may_reopen(
    user: Person, proposal: Proposal, roles: set[Role] | None = None
) -> bool:
    """Whether this person may reopen the approved proposal for a correction."""
    approved = proposal.status == Status.APPROVED
    return approved and may_move(user, proposal, Status.RETURNED, roles)


def may_reply(user: Person, proposal: Proposal) -> bool:
    """Whether this person may answer Finance's observations now.

    A unit may answer while Finance has its proposal: an answer changes nothing in it.
    """
    if proposal.status == Status.RETURNED:
        return may_edit(user, proposal)
    return proposal.status == Status.SUBMITTED and is_author(user, proposal)


def may_ask_back(user: Person, proposal: Proposal) -> bool:
    """Whether this person may write for Finance under an open observation now.

    As long as observations are made: a message of Finance is one more question.
    """
    return may_review(user, proposal)


def may_keep_codes(user: Person) -> bool:
    """Whether this person may change the catalogue of observation codes."""
    return is_finance_head(user)


def may_read_codes(user: Person) -> bool:
    """Whether this person may read that catalogue."""
    return is_finance(user) or is_auditor(user)


def may_waive(user: Person, line: SpendingLine | None = None) -> bool:
    """Whether this person may grant a waiver, to this line if one is given."""
    if not is_finance_head(user):
        return False
    return line is None or (line.removed_at is None and line.proposal.is_open)


def may_manage_years(user: Person) -> bool:
    """Whether this person may open and close a year and extend a unit's window."""
    return is_finance_head(user)


def may_prepare_years(user: Person) -> bool:
    """Whether this person makes a year ready: its programmes, ceilings, legal basis."""
    return bool(finance_roles(user) & {Role.ADMINISTRATOR, Role.FINANCE_HEAD})


def may_see_years(user: Person) -> bool:
    """Whether this person reads the terms of every year."""
    return may_see_ceilings(user)


def may_assign(user: Person) -> bool:
    """Whether this person says which analyst reviews which unit."""
    return is_finance_head(user)


def reviewers_and(keys: Iterable[int | None] = ()) -> list[User]:
    """Who reviews for Finance today, and the people of these keys; one query.

    Each says with `reviews` whether they do. In order of name.
    """
    of_finance = User.groups.through.objects.filter(
        user=OuterRef("pk"), group__name__in=[str(one) for one in FINANCE_ROLES]
    )
    people = User.objects.annotate(
        reviews=ExpressionWrapper(active_today() & Exists(of_finance), BooleanField())
    )
    wanted = people.filter(Q(reviews=True) | Q(pk__in={key for key in keys if key}))
    return list(wanted.order_by("first_name", "last_name", "username"))


def may_remind(user: Person) -> bool:
    """Whether this person plans reminders and has them sent by hand."""
    return is_finance_head(user)


def may_publish(user: Person) -> bool:
    """Whether this person may ask for a publication."""
    return is_finance_head(user)


def may_confirm_publication(user: Person) -> bool:
    """Whether this person may be the second who confirms a publication."""
    return is_finance(user)


def proposals_visible_to(
    queryset: Any, user: Person, roles: set[Role] | None = None
) -> Any:
    """The proposals of this queryset that the person may read.

    A unit's members read their unit's; Finance, all that were handed in, and its head
    also those formulated on a unit's behalf; the auditor, every one. An administrator
    reads none: keeping the accounts is no reason to read drafts.
    """
    roles = finance_roles(user) if roles is None else roles
    if Role.AUDITOR in roles:
        return queryset
    undone = Q(origin=Origin.IMPORTED, status=Status.DRAFT)  # its import was: nothing
    seen = Q(unit__in=units_of(user)) & ~undone
    if roles & FINANCE_ROLES:
        seen |= ~Q(status=Status.DRAFT)
    if Role.FINANCE_HEAD in roles:
        seen |= Q(origin=Origin.ON_BEHALF)
    return queryset.filter(seen)


def finance_roles(user: Person) -> set[Role]:
    """The person's roles outside any unit, in one query."""
    if not is_active(user):
        return set()
    groups = user.groups.filter(name__in=GROUPS).values_list("name", flat=True)
    return {Role(name) for name in groups}
