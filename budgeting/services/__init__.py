"""Every write to a year's budget: one service, one transaction, one lock, one event."""

from budgeting.services.citations import (
    CitedAction,
    cite_actions,
    screen_line,
    unscreen_line,
)
from budgeting.services.frameworks import (
    remove_framework,
    restore_framework,
    save_framework,
)
from budgeting.services.lines import remove_line, restore_line, save_line
from budgeting.services.observations import (
    About,
    observe,
    reply_to_observation,
    resolve_observation,
)
from budgeting.services.proposals import (
    create_proposal,
    formulate_on_behalf,
    submit_proposal,
)
from budgeting.services.reviews import (
    approve_proposal,
    reopen_proposal,
    return_proposal,
)
from budgeting.services.settling import SetAside, settle
from budgeting.services.waivers import grant_waiver
from budgeting.services.years import (
    add_year,
    close_year,
    extend_window,
    mark_published,
    open_year,
)

__all__ = [
    "About",
    "CitedAction",
    "SetAside",
    "add_year",
    "approve_proposal",
    "cite_actions",
    "close_year",
    "create_proposal",
    "extend_window",
    "formulate_on_behalf",
    "grant_waiver",
    "mark_published",
    "observe",
    "open_year",
    "remove_framework",
    "remove_line",
    "reopen_proposal",
    "reply_to_observation",
    "resolve_observation",
    "restore_framework",
    "restore_line",
    "return_proposal",
    "save_framework",
    "save_line",
    "screen_line",
    "settle",
    "submit_proposal",
    "unscreen_line",
]
