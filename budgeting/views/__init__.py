"""The desk: the pages of a unit's officers, of Finance and of the auditor."""

from budgeting.views.answers import observation_reply
from budgeting.views.audit import (
    audit_download,
    audit_entry,
    audit_list,
    audit_proposal,
    audit_row,
)
from budgeting.views.citations import line_cite
from budgeting.views.decisions import (
    observation_create,
    observation_resolve,
    proposal_approve,
    proposal_reopen,
    proposal_return,
)
from budgeting.views.exceptions import (
    extension_create,
    proposal_formulate,
    waiver_create,
)
from budgeting.views.frameworks import (
    framework_create,
    framework_detail,
    framework_edit,
    framework_remove,
    framework_restore,
)
from budgeting.views.lines import (
    line_create,
    line_edit,
    line_remove,
    line_restore,
    line_screen,
    line_unscreen,
)
from budgeting.views.presence import proposal_here
from budgeting.views.proposals import (
    proposal_check,
    proposal_detail,
    proposal_list,
    proposal_start,
    proposal_submit,
    submission_detail,
)
from budgeting.views.review import review_detail, review_queue
from budgeting.views.templates import template_download, template_list

__all__ = [
    "audit_download",
    "audit_entry",
    "audit_list",
    "audit_proposal",
    "audit_row",
    "extension_create",
    "framework_create",
    "framework_detail",
    "framework_edit",
    "framework_remove",
    "framework_restore",
    "line_cite",
    "line_create",
    "line_edit",
    "line_remove",
    "line_restore",
    "line_screen",
    "line_unscreen",
    "observation_create",
    "observation_reply",
    "observation_resolve",
    "proposal_approve",
    "proposal_check",
    "proposal_detail",
    "proposal_formulate",
    "proposal_here",
    "proposal_list",
    "proposal_reopen",
    "proposal_return",
    "proposal_start",
    "proposal_submit",
    "review_detail",
    "review_queue",
    "submission_detail",
    "template_download",
    "template_list",
    "waiver_create",
]
