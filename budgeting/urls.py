"""Addresses of the desk: the unit's proposals, Finance's review, the audit;
and the public page where a receipt is verified."""

from django.urls import path

from budgeting import views
from budgeting.year_urls import YEARS

app_name = "budgeting"

PROPOSALS = [
    path("desk/proposals/", views.proposal_list, name="proposal_list"),
    path(
        "desk/proposals/start/<int:year>/<str:unit>/",
        views.proposal_start,
        name="proposal_start",
    ),
    path("desk/proposals/<int:pk>/", views.proposal_detail, name="proposal_detail"),
    path("desk/proposals/<int:pk>/here/", views.proposal_here, name="proposal_here"),
    path("desk/proposals/<int:pk>/check/", views.proposal_check, name="proposal_check"),
    path(
        "desk/proposals/<int:pk>/submit/", views.proposal_submit, name="proposal_submit"
    ),
    path(
        "desk/proposals/<int:pk>/undo/<int:event>/", views.edit_undo, name="edit_undo"
    ),
    path(
        "desk/proposals/<int:pk>/receipts/<int:number>/",
        views.submission_detail,
        name="submission_detail",
    ),
    path(
        "desk/proposals/<int:pk>/receipts/<int:number>/form.pdf",
        views.submission_form,
        name="submission_form",
    ),
    path(
        "desk/proposals/<int:pk>/receipts/<int:number>/content.json",
        views.submission_content,
        name="submission_content",
    ),
    path(
        "desk/proposals/<int:pk>/frameworks/new/",
        views.framework_create,
        name="framework_create",
    ),
]
FRAMEWORKS = [
    path("desk/frameworks/<int:pk>/", views.framework_detail, name="framework_detail"),
    path("desk/frameworks/<int:pk>/edit/", views.framework_edit, name="framework_edit"),
    path(
        "desk/frameworks/<int:pk>/remove/",
        views.framework_remove,
        name="framework_remove",
    ),
    path(
        "desk/frameworks/<int:pk>/restore/",
        views.framework_restore,
        name="framework_restore",
    ),
    path("desk/frameworks/<int:pk>/lines/", views.line_grid, name="line_grid"),
    path(
        "desk/frameworks/<int:pk>/lines/save/",
        views.line_grid_save,
        name="line_grid_save",
    ),
    path("desk/frameworks/<int:pk>/lines/paste/", views.line_paste, name="line_paste"),
    path("desk/frameworks/<int:pk>/lines/new/", views.line_create, name="line_create"),
    path("desk/lines/<int:pk>/edit/", views.line_edit, name="line_edit"),
    path("desk/lines/<int:pk>/remove/", views.line_remove, name="line_remove"),
    path("desk/lines/<int:pk>/restore/", views.line_restore, name="line_restore"),
    path("desk/lines/<int:pk>/cite/", views.line_cite, name="line_cite"),
    path(
        "desk/lines/<int:pk>/cite/row/<int:action>/",
        views.line_cite_row,
        name="line_cite_row",
    ),
    path("desk/actions/find/", views.action_find, name="action_find"),
    path("desk/lines/<int:pk>/screen/", views.line_screen, name="line_screen"),
    path("desk/lines/<int:pk>/unscreen/", views.line_unscreen, name="line_unscreen"),
]
WORKBOOK = [
    path("desk/proposals/<int:pk>/cite/", views.proposal_cite, name="proposal_cite"),
    path(
        "desk/proposals/<int:pk>/workbook/",
        views.workbook_download,
        name="workbook_download",
    ),
    path(
        "desk/proposals/<int:pk>/workbook/upload/",
        views.workbook_upload,
        name="workbook_upload",
    ),
    path(
        "desk/proposals/<int:pk>/workbook/<int:upload>/",
        views.workbook_preview,
        name="workbook_preview",
    ),
    path(
        "desk/proposals/<int:pk>/workbook/<int:upload>/marked/",
        views.workbook_marked,
        name="workbook_marked",
    ),
]
REVIEW = [
    path("desk/review/", views.review_queue, name="review_queue"),
    path("desk/review/download/", views.board_download, name="board_download"),
    path("desk/review/together/return/", views.many_return, name="many_return"),
    path("desk/review/together/approve/", views.many_approve, name="many_approve"),
    path(
        "desk/review/<int:year>/analysts/",
        views.assignment_list,
        name="assignment_list",
    ),
    path("desk/review/<int:pk>/", views.review_detail, name="review_detail"),
    path("desk/review/<int:pk>/return/", views.proposal_return, name="proposal_return"),
    path(
        "desk/review/<int:pk>/approve/", views.proposal_approve, name="proposal_approve"
    ),
    path("desk/review/<int:pk>/reopen/", views.proposal_reopen, name="proposal_reopen"),
    path(
        "desk/review/<int:year>/<str:unit>/waive/",
        views.waiver_create,
        name="waiver_create",
    ),
    path(
        "desk/review/<int:year>/<str:unit>/extend/",
        views.extension_create,
        name="extension_create",
    ),
    path(
        "desk/review/<int:year>/<str:unit>/formulate/",
        views.proposal_formulate,
        name="proposal_formulate",
    ),
]
EXCEPTIONS = [
    path("desk/exceptions/<int:year>/", views.exception_list, name="exception_list"),
    path(
        "desk/review/<int:year>/<str:unit>/ceiling/",
        views.above_ceiling_create,
        name="above_ceiling_create",
    ),
    path(
        "desk/exceptions/ceilings/<int:pk>/end/",
        views.above_ceiling_end,
        name="above_ceiling_end",
    ),
]
OBSERVATIONS = [
    path(
        "desk/review/<int:pk>/observe/",
        views.observation_create,
        name="observation_create",
    ),
    path(
        "desk/review/<int:pk>/observe/many/",
        views.observation_many,
        name="observation_many",
    ),
    path(
        "desk/review/<int:pk>/observations/close/",
        views.observation_close,
        name="observation_close",
    ),
    path(
        "desk/observations/<int:pk>/reply/",
        views.observation_reply,
        name="observation_reply",
    ),
    path(
        "desk/observations/<int:pk>/ask/", views.observation_ask, name="observation_ask"
    ),
    path(
        "desk/observations/<int:pk>/resolve/",
        views.observation_resolve,
        name="observation_resolve",
    ),
    path(
        "desk/observation-codes/",
        views.observationcode_list,
        name="observationcode_list",
    ),
    path(
        "desk/observation-codes/new/",
        views.observationcode_create,
        name="observationcode_create",
    ),
    path(
        "desk/observation-codes/<int:pk>/edit/",
        views.observationcode_edit,
        name="observationcode_edit",
    ),
    path(
        "desk/observation-codes/<int:pk>/retire/",
        views.observationcode_retire,
        name="observationcode_retire",
    ),
    path(
        "desk/observation-codes/<int:pk>/restore/",
        views.observationcode_restore,
        name="observationcode_restore",
    ),
]
SIGNALS = [
    path("desk/review/<int:pk>/signals/", views.signal_list, name="signal_list"),
    path(
        "desk/review/<int:pk>/signals/<str:signal>/",
        views.signal_answer,
        name="signal_answer",
    ),
    path("desk/signals/<int:year>/", views.signal_year, name="signal_year"),
]
REMINDERS = [
    path("desk/reminders/<int:year>/", views.reminder_list, name="reminder_list"),
    path("desk/reminders/<int:year>/plan/", views.reminder_plan, name="reminder_plan"),
    path("desk/reminders/<int:year>/letters/", views.letter_list, name="letter_list"),
]
TEMPLATES = [
    path("desk/templates/", views.template_list, name="template_list"),
    path("desk/templates/<str:kind>/", views.template_download, name="template"),
]
CEILINGS = [
    path("desk/ceilings/", views.ceiling_list, name="ceiling_list"),
    path("desk/ceilings/<int:year>/", views.ceiling_year, name="ceiling_year"),
    path(
        "desk/ceilings/<int:year>/download/<str:kind>/",
        views.ceiling_download,
        name="ceiling_download",
    ),
    path(
        "desk/ceilings/<int:year>/units/<str:unit>/",
        views.ceiling_edit,
        name="ceiling_edit",
    ),
    path(
        "desk/ceilings/<int:year>/upload/", views.ceiling_upload, name="ceiling_upload"
    ),
    path("desk/control/<int:year>/", views.control_year, name="control_year"),
    path(
        "desk/control/<int:year>/download/<str:kind>/",
        views.control_download,
        name="control_download",
    ),
    path(
        "desk/control/<int:year>/upload/", views.control_upload, name="control_upload"
    ),
]
AUDIT = [
    path("audit/", views.audit_list, name="audit_list"),
    path("audit/entries/<int:entry>/", views.audit_entry, name="audit_entry"),
    path("audit/rows/<str:source>/<int:row>/", views.audit_row, name="audit_row"),
    path("audit/proposals/<int:pk>/", views.audit_proposal, name="audit_proposal"),
    path("audit/download/", views.audit_download, name="audit_download"),
]
COPIES = [
    path("desk/proposals/<int:pk>/copy/", views.proposal_copy, name="proposal_copy"),
    path(
        "desk/frameworks/<int:pk>/confirm/",
        views.framework_confirm,
        name="framework_confirm",
    ),
    path("desk/lines/<int:pk>/decide/", views.line_decide, name="line_decide"),
]
PUBLIC = [
    path("verify/", views.receipt_verify, name="receipt_verify"),
    path("verify/<str:typed>/", views.receipt_verify, name="receipt_verify"),
]
urlpatterns = [
    *PROPOSALS,
    *FRAMEWORKS,
    *WORKBOOK,
    *COPIES,
    *REVIEW,
    *EXCEPTIONS,
    *OBSERVATIONS,
    *SIGNALS,
    *REMINDERS,
    *TEMPLATES,
    *CEILINGS,
    *YEARS,
    *AUDIT,
    *PUBLIC,
]
