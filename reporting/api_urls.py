"""Addresses of the public API, version 1."""

from django.urls import path, re_path

from reporting import api
from reporting.api_schema import schema

app_name = "api"
urlpatterns = [
    path("schema/", schema, name="schema"),
    path("years/", api.year_list, name="year_list"),
    path("years/<int:year>/", api.year_detail, name="year_detail"),
    path("years/<int:year>/rights/", api.right_list, name="right_list"),
    path("years/<int:year>/groups/", api.group_list, name="group_list"),
    path("years/<int:year>/units/", api.unit_list, name="unit_list"),
    path("years/<int:year>/actions/", api.funded_action_list, name="funded_actions"),
    path("years/<int:year>/lines/", api.line_list, name="line_list"),
    path("actions/", api.action_list, name="action_list"),
    path("actions/<str:code>/", api.action_detail, name="action_detail"),
    re_path(r"^(?:.*/)?$", api.unknown),
]
