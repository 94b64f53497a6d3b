"""Addresses of the public API, version 1."""

from django.urls import path, re_path

from reporting.api import actions, endpoints, lines, trends, years
from reporting.api.schema import schema

app_name = "api"
urlpatterns = [
    path("schema/", schema, name="schema"),
    path("years/", years.year_list, name="year_list"),
    path("years/<int:year>/", years.year_detail, name="year_detail"),
    path(
        "years/<int:year>/publications/",
        years.publication_list,
        name="publication_list",
    ),
    path("years/<int:year>/rights/", years.right_list, name="right_list"),
    path("years/<int:year>/groups/", years.group_list, name="group_list"),
    path("years/<int:year>/units/", years.unit_list, name="unit_list"),
    path("years/<int:year>/actions/", years.funded_action_list, name="funded_actions"),
    path(
        "years/<int:year>/never-funded/", years.never_funded_list, name="never_funded"
    ),
    path("years/<int:year>/past-term/", years.past_term_list, name="past_term"),
    path("years/<int:year>/lines/", lines.line_list, name="line_list"),
    path("trends/", trends.trend_year, name="trend_year"),
    path("trends/rights/<str:code>/", trends.trend_right, name="trend_right"),
    path("trends/groups/<str:code>/", trends.trend_group, name="trend_group"),
    path("trends/actions/<str:code>/", trends.trend_action, name="trend_action"),
    path("trends/units/<str:code>/", trends.trend_unit, name="trend_unit"),
    path("actions/", actions.action_list, name="action_list"),
    path("actions/<str:code>/", actions.action_detail, name="action_detail"),
    re_path(r"^(?:.*/)?$", endpoints.unknown),
]
