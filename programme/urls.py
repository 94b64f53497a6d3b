"""Addresses of programme: the catalogue in force, and the files that fill it."""

from django.urls import path

from programme.views import (
    asking,
    catalogue,
    changes,
    editions,
    exports,
    imports,
    people,
    roles,
    units,
    wordings,
)
from programme.views.imports import moved

app_name = "programme"
urlpatterns = [
    path("catalogue/", catalogue.programme_list, name="programme_list"),
    path(
        "catalogue/<str:programme>/",
        catalogue.programme_detail,
        name="programme_detail",
    ),
    path(
        "catalogue/<str:programme>/search/",
        catalogue.action_search,
        name="action_search",
    ),
    path(
        "catalogue/<str:programme>/rights/<str:code>/",
        catalogue.right_detail,
        name="right_detail",
    ),
    path(
        "catalogue/<str:programme>/actions/<str:code>/",
        catalogue.action_detail,
        name="action_detail",
    ),
    path("desk/imports/", imports.import_list, name="import_list"),
    path("desk/imports/new/<str:kind>/", imports.import_new, name="import_new"),
    path("desk/imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path(
        "desk/imports/<int:pk>/confirm/", imports.import_confirm, name="import_confirm"
    ),
    path(
        "desk/imports/<int:pk>/wording/",
        wordings.import_wording,
        name="import_wording",
    ),
    path("desk/imports/<int:pk>/ask/", asking.import_ask, name="import_ask"),
    path("desk/imports/<int:pk>/second/", asking.import_second, name="import_second"),
    path(
        "desk/imports/<int:pk>/decline/", asking.import_decline, name="import_decline"
    ),
    path(
        "desk/imports/<int:pk>/withdraw/",
        asking.import_withdraw,
        name="import_withdraw",
    ),
    path("desk/imports/<int:pk>/again/", imports.import_again, name="import_again"),
    path("desk/imports/<int:pk>/drop/", imports.import_drop, name="import_drop"),
    path("desk/imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("desk/imports/<int:pk>/file/", imports.import_file, name="import_file"),
    path("desk/imports/<int:pk>/marked/", imports.import_marked, name="import_marked"),
    # the addresses of before, which people have kept
    path("imports/", moved, {"to": "import_list"}, name="moved_list"),
    path(
        "imports/programme/",
        moved,
        {"to": "import_new", "kind": "programme"},
        name="import_programme",
    ),
    path("imports/<int:pk>/", moved, {"to": "import_detail"}, name="moved_import"),
    path(
        "imports/<int:pk>/marked/",
        moved,
        {"to": "import_marked"},
        name="moved_marked",
    ),
    path(
        "catalogue/<str:programme>/actions/<str:code>/retire/",
        changes.action_retire,
        name="action_retire",
    ),
    path(
        "catalogue/<str:programme>/actions/<str:code>/reword/",
        changes.action_reword,
        name="action_reword",
    ),
    path(
        "catalogue/<str:programme>/actions/<str:code>/merge/",
        changes.action_merge,
        name="action_merge",
    ),
    path(
        "catalogue/<str:programme>/actions/<str:code>/split/",
        changes.action_split,
        name="action_split",
    ),
    path("changes/", changes.change_list, name="change_list"),
    path("changes/<int:pk>/", changes.change_detail, name="change_detail"),
    path("changes/<int:pk>/undo/", changes.change_undo, name="change_undo"),
    path("editions/", editions.edition_compare, name="edition_compare"),
    path("editions/file/<str:form>/", editions.edition_file, name="edition_file"),
    path("editions/carry/", editions.edition_carry, name="edition_carry"),
    path("units/", units.unit_list, name="unit_list"),
    path("units/<str:code>/", units.unit_detail, name="unit_detail"),
    path("units/<str:code>/name/", units.unit_name, name="unit_name"),
    path("units/<str:code>/merge/", units.unit_merge, name="unit_merge"),
    path("units/<str:code>/split/", units.unit_split, name="unit_split"),
    path(
        "catalogue/<str:programme>/download/",
        exports.programme_download,
        name="programme_download",
    ),
    path("units/download/<str:kind>/", exports.unit_download, name="unit_download"),
    path("people/", people.person_list, name="person_list"),
    path("people/invite/", people.person_invite, name="person_invite"),
    path("people/<int:pk>/", people.person_detail, name="person_detail"),
    path("people/<int:pk>/link/", people.person_link, name="person_link"),
    path("people/<int:pk>/move/", people.person_move, name="person_move"),
    path("people/<int:pk>/role/", people.person_role, name="person_role"),
    path("people/<int:pk>/last-day/", people.person_last_day, name="person_last_day"),
    path("people/<int:pk>/close/", people.person_close, name="person_close"),
    path("people/<int:pk>/open/", people.person_open, name="person_open"),
    path("people/<int:pk>/reset/", people.reset_ask, name="reset_ask"),
    path("people/resets/<int:pk>/confirm/", people.reset_confirm, name="reset_confirm"),
    path(
        "people/resets/<int:pk>/withdraw/", people.reset_withdraw, name="reset_withdraw"
    ),
    path("roles/", roles.role_list, name="role_list"),
    path("roles/ask/", roles.role_ask, name="role_ask"),
    path("roles/<int:pk>/confirm/", roles.role_confirm, name="role_confirm"),
    path("roles/<int:pk>/withdraw/", roles.role_withdraw, name="role_withdraw"),
    path("roles/<int:pk>/revoke/", roles.role_revoke, name="role_revoke"),
]
