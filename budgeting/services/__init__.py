"""Every write to a year's budget: one service, one transaction, one lock, one event."""

from budgeting.services.above_ceiling import (
    allow_above_ceiling,
    take_back_above_ceiling,
)
from budgeting.services.citations import cite_actions
from budgeting.services.citing import CitedAction
from budgeting.services.confirming import confirm_rows, decide_actions
from budgeting.services.copies import copy_last_year
from budgeting.services.drafted import LineDraft
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
    Read,
    create_proposal,
    formulate_on_behalf,
    submit_proposal,
)
from budgeting.services.reviews import (
    approve_proposal,
    reopen_proposal,
    return_proposal,
)
from budgeting.services.screening import screen_line, unscreen_line
from budgeting.services.settling import SetAside, settle
from budgeting.services.sheets import SavedLines, save_lines
from budgeting.services.suggestions import (
    bring_suggestion_back,
    set_suggestion_aside,
)
from budgeting.services.undo import undo_edit
from budgeting.services.waivers import grant_waiver
from budgeting.services.workbooks import apply_workbook, keep_workbook
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
    "LineDraft",
    "SavedLines",
    "Read",
    "SetAside",
    "add_year",
    "allow_above_ceiling",
    "apply_workbook",
    "approve_proposal",
    "bring_suggestion_back",
    "cite_actions",
    "close_year",
    "confirm_rows",
    "copy_last_year",
    "create_proposal",
    "decide_actions",
    "extend_window",
    "formulate_on_behalf",
    "grant_waiver",
    "keep_workbook",
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
    "save_lines",
    "screen_line",
    "set_suggestion_aside",
    "settle",
    "submit_proposal",
    "take_back_above_ceiling",
    "undo_edit",
    "unscreen_line",
]
