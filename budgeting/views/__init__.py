"""The desk: the pages of a unit's officers, of Finance and of the auditor."""

from budgeting.views.answers import observation_ask, observation_reply
from budgeting.views.assigning import assignment_list
from budgeting.views.audit import (
    audit_download,
    audit_entry,
    audit_list,
    audit_proposal,
    audit_row,
)
from budgeting.views.board import board_download, review_queue
from budgeting.views.bulk import proposal_cite
from budgeting.views.ceilings import (
    ceiling_download,
    ceiling_edit,
    ceiling_list,
    ceiling_upload,
    ceiling_year,
)
from budgeting.views.citations import line_cite, line_cite_row
from budgeting.views.closing import observation_close, observation_resolve
from budgeting.views.codes import (
    observationcode_create,
    observationcode_edit,
    observationcode_list,
    observationcode_restore,
    observationcode_retire,
)
from budgeting.views.control import control_download, control_upload, control_year
from budgeting.views.copying import framework_confirm, line_decide, proposal_copy
from budgeting.views.decisions import (
    proposal_approve,
    proposal_reopen,
    proposal_return,
)
from budgeting.views.exceptions import (
    above_ceiling_create,
    above_ceiling_end,
    exception_list,
    extension_create,
    proposal_formulate,
    waiver_create,
)
from budgeting.views.exports import budget_download
from budgeting.views.finding import action_find
from budgeting.views.frameworks import (
    framework_create,
    framework_detail,
    framework_edit,
    framework_remove,
    framework_restore,
)
from budgeting.views.grid import line_grid
from budgeting.views.grid_json import line_grid_save
from budgeting.views.lines import (
    line_create,
    line_edit,
    line_remove,
    line_restore,
)
from budgeting.views.new_years import fiscalyear_create
from budgeting.views.observing import observation_create
from budgeting.views.observing_many import observation_many
from budgeting.views.paste import line_paste
from budgeting.views.presence import proposal_here
from budgeting.views.proposals import proposal_detail, proposal_list, proposal_start
from budgeting.views.reminders import letter_list, reminder_list, reminder_plan
from budgeting.views.review import review_detail
from budgeting.views.screening import line_screen, line_unscreen
from budgeting.views.signals import signal_answer, signal_list, signal_year
from budgeting.views.submitting import (
    proposal_check,
    proposal_submit,
    submission_content,
    submission_detail,
    submission_form,
)
from budgeting.views.templates import template_download, template_list
from budgeting.views.together import many_approve, many_return
from budgeting.views.undo import edit_undo
from budgeting.views.verify import receipt_verify
from budgeting.views.workbooks import (
    workbook_download,
    workbook_marked,
    workbook_preview,
    workbook_upload,
)
from budgeting.views.years import (
    fiscalyear_close,
    fiscalyear_detail,
    fiscalyear_list,
    fiscalyear_open,
    fiscalyear_programmes,
    fiscalyear_remove,
    fiscalyear_rule,
    fiscalyear_window,
)

__all__ = [
    "above_ceiling_create",
    "above_ceiling_end",
    "ceiling_download",
    "ceiling_edit",
    "ceiling_list",
    "ceiling_upload",
    "ceiling_year",
    "control_download",
    "control_upload",
    "control_year",
    "letter_list",
    "reminder_list",
    "reminder_plan",
    "action_find",
    "assignment_list",
    "audit_download",
    "audit_entry",
    "audit_list",
    "audit_proposal",
    "audit_row",
    "board_download",
    "edit_undo",
    "exception_list",
    "extension_create",
    "framework_confirm",
    "framework_create",
    "framework_detail",
    "framework_edit",
    "framework_remove",
    "framework_restore",
    "line_cite",
    "line_cite_row",
    "line_create",
    "line_decide",
    "line_edit",
    "line_grid",
    "line_grid_save",
    "line_paste",
    "line_remove",
    "line_restore",
    "line_screen",
    "line_unscreen",
    "many_approve",
    "many_return",
    "observation_ask",
    "observation_close",
    "observation_create",
    "observation_many",
    "observation_reply",
    "observation_resolve",
    "observationcode_create",
    "observationcode_edit",
    "observationcode_list",
    "observationcode_restore",
    "observationcode_retire",
    "proposal_approve",
    "proposal_check",
    "proposal_copy",
    "proposal_cite",
    "proposal_detail",
    "proposal_formulate",
    "proposal_here",
    "proposal_list",
    "proposal_reopen",
    "proposal_return",
    "proposal_start",
    "proposal_submit",
    "receipt_verify",
    "review_detail",
    "review_queue",
    "signal_answer",
    "signal_list",
    "signal_year",
    "submission_content",
    "submission_detail",
    "submission_form",
    "template_download",
    "template_list",
    "waiver_create",
    "workbook_download",
    "workbook_marked",
    "workbook_preview",
    "workbook_upload",
    "budget_download",
    "fiscalyear_close",
    "fiscalyear_create",
    "fiscalyear_detail",
    "fiscalyear_list",
    "fiscalyear_open",
    "fiscalyear_programmes",
    "fiscalyear_remove",
    "fiscalyear_rule",
    "fiscalyear_window",
]
