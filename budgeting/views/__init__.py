"""The desk: the pages of a unit's officers, of Finance and of the auditor."""

from budgeting.views.answers import observation_reply
from budgeting.views.audit import (
    audit_download,
    audit_entry,
    audit_list,
    audit_proposal,
    audit_row,
)
from budgeting.views.bulk import proposal_cite
from budgeting.views.citations import line_cite, line_cite_row
from budgeting.views.copying import framework_confirm, line_decide, proposal_copy
from budgeting.views.decisions import (
    observation_create,
    observation_resolve,
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
from budgeting.views.paste import line_paste
from budgeting.views.presence import proposal_here
from budgeting.views.proposals import proposal_detail, proposal_list, proposal_start
from budgeting.views.review import review_detail, review_queue
from budgeting.views.screening import line_screen, line_unscreen
from budgeting.views.submitting import (
    proposal_check,
    proposal_submit,
    submission_content,
    submission_detail,
    submission_form,
)
from budgeting.views.templates import template_download, template_list
from budgeting.views.undo import edit_undo
from budgeting.views.verify import receipt_verify
from budgeting.views.workbooks import (
    workbook_download,
    workbook_marked,
    workbook_preview,
    workbook_upload,
)

__all__ = [
    "above_ceiling_create",
    "above_ceiling_end",
    "action_find",
    "audit_download",
    "audit_entry",
    "audit_list",
    "audit_proposal",
    "audit_row",
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
    "observation_create",
    "observation_reply",
    "observation_resolve",
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
]
