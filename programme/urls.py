"""Addresses of programme: the catalogue in force, and the files that fill it."""

from django.urls import path

from programme.views import catalogue, imports

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
    path("imports/", imports.import_list, name="import_list"),
    path("imports/programme/", imports.import_programme, name="import_programme"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/load/", imports.import_confirm, name="import_confirm"),
    path("imports/<int:pk>/marked/", imports.import_marked, name="import_marked"),
]
