"""Every write to a year's budget: one service, one transaction, one lock, one event."""

from budgeting.services.above_ceiling import (
    allow_above_ceiling,
    take_back_above_ceiling,
)
from budgeting.services.assignments import (
    TakenOver,
    assign_units,
    release_units,
    take_over_assignments,
)
from budgeting.services.ceilings import set_ceilings
from budgeting.services.citations import cite_actions
from budgeting.services.citing import CitedAction
from budgeting.services.codes import (
    restore_observation_code,
    retire_observation_code,
    save_observation_code,
)
from budgeting.services.confirming import confirm_rows, decide_actions
from budgeting.services.control import keep_control
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
    Asked,
    observe,
    observe_lines,
    resolve_observation,
    resolve_observations,
)
from budgeting.services.preparing import NewYear, prepare_year
from budgeting.services.proposals import (
    Read,
    create_proposal,
    formulate_on_behalf,
    submit_proposal,
)
from budgeting.services.reminders import plan_reminders, remind_due, remind_now
from budgeting.services.removing import remove_year
from budgeting.services.reviews import (
    approve_proposal,
    reopen_proposal,
    return_proposal,
)
from budgeting.services.screening import screen_line, unscreen_line
from budgeting.services.settling import SetAside, settle
from budgeting.services.sheets import SavedLines, save_lines
from budgeting.services.signals import (
    Question,
    Seen,
    answer_signal,
    ask_about_signal,
)
from budgeting.services.suggestions import (
    bring_suggestion_back,
    set_suggestion_aside,
)
from budgeting.services.terms import (
    Rule,
    Window,
    change_programmes,
    change_rule,
    change_window,
)
from budgeting.services.threads import ask_back, reply_to_observation
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
    "Asked",
    "CitedAction",
    "LineDraft",
    "NewYear",
    "Rule",
    "Window",
    "SavedLines",
    "Question",
    "Read",
    "Seen",
    "SetAside",
    "TakenOver",
    "add_year",
    "allow_above_ceiling",
    "answer_signal",
    "apply_workbook",
    "approve_proposal",
    "ask_about_signal",
    "ask_back",
    "assign_units",
    "bring_suggestion_back",
    "change_programmes",
    "change_rule",
    "change_window",
    "cite_actions",
    "close_year",
    "confirm_rows",
    "copy_last_year",
    "create_proposal",
    "decide_actions",
    "extend_window",
    "formulate_on_behalf",
    "grant_waiver",
    "keep_control",
    "keep_workbook",
    "mark_published",
    "observe",
    "observe_lines",
    "open_year",
    "release_units",
    "plan_reminders",
    "prepare_year",
    "remind_due",
    "remind_now",
    "remove_framework",
    "remove_line",
    "remove_year",
    "reopen_proposal",
    "reply_to_observation",
    "resolve_observation",
    "resolve_observations",
    "restore_framework",
    "restore_line",
    "restore_observation_code",
    "retire_observation_code",
    "return_proposal",
    "save_framework",
    "save_line",
    "save_lines",
    "save_observation_code",
    "screen_line",
    "set_ceilings",
    "set_suggestion_aside",
    "settle",
    "submit_proposal",
    "take_back_above_ceiling",
    "take_over_assignments",
    "undo_edit",
    "unscreen_line",
]
