"""Addresses of the public pages, and of publishing."""

from django.urls import include, path

from reporting.trend_urls import trend_paths
from reporting.views import (
    catalogue,
    charts,
    corrections,
    data,
    exceptions,
    feeds,
    figures,
    guide,
    lists,
    publish,
    trends,
    unfunded,
    units,
    years,
)

app_name = "reporting"

# a year's record, and each of its publications, have the same pages
pages = [
    path("", years.year_detail, name="year_detail"),
    path("rights/", lists.right_list, name="right_list"),
    path("groups/", lists.group_list, name="group_list"),
    path("new/", lists.action_new, name="action_new"),
    path("units/", lists.unit_list, name="unit_list"),
    path("data/", data.data_files, name="data_files"),
    path("rights/<str:code>/", catalogue.right_detail, name="right_detail"),
    path("strategies/<str:code>/", catalogue.strategy_detail, name="strategy_detail"),
    path("actions/", catalogue.action_search, name="action_search"),
    path("actions/<str:code>/", catalogue.action_detail, name="action_detail"),
    path("groups/<str:code>/", catalogue.group_detail, name="group_detail"),
    path("charts/", charts.chart_list, name="chart_list"),
    path("charts/<str:chart>/", charts.chart_detail, name="chart_detail"),
    path("units/<str:code>/", units.unit_detail, name="unit_detail"),
    path("units/<str:code>/lines/<path:line>/", units.line_detail, name="line_detail"),
    path("unfunded/", unfunded.unfunded_list, name="unfunded_list"),
    path("past-term/", unfunded.past_term_list, name="past_term_list"),
    path("figures/", figures.figure_list, name="figure_list"),
    path("figures/<str:measure>/", figures.figure_detail, name="figure_detail"),
]

# what other sites may show in a frame: the only addresses of this one
embeds = [path("charts/<str:chart>/", charts.chart_embed, name="chart_embed")]

urlpatterns = [
    path("", years.year_list, name="year_list"),
    path("method/", guide.method, name="method"),
    path("guide/", guide.guide, name="guide"),
    path("guide/citing/", guide.guide_citing, name="guide_citing"),
    path("guide/form/", guide.guide_form, name="guide_form"),
    path("guide/form/blank.xlsx", guide.guide_blank, name="guide_blank"),
    path("guide/law/", guide.guide_law, name="guide_law"),
    path("guide/review/", guide.guide_review, name="guide_review"),
    path("guide/words/", guide.guide_words, name="guide_words"),
    path("exceptions/", exceptions.exception_years, name="exception_years"),
    path("exceptions/<int:year>/", exceptions.exception_year, name="exception_year"),
    path("years/<int:year>/", include(pages)),
    path("years/<int:year>/publications/<int:number>/", include(pages)),
    path(
        "years/<int:year>/changes/", corrections.correction_list, name="correction_list"
    ),
    path(
        "years/<int:year>/publications/<int:number>/changes/",
        corrections.correction_detail,
        name="correction_detail",
    ),
    path("feed.atom", feeds.feed, name="feed"),
    path("trends/", trends.trend_year, name="trend_year"),
    *trend_paths("trends/", "/", trends.trend_overview, trends.trend_detail),
    path("embed/years/<int:year>/", include(embeds)),
    path("embed/years/<int:year>/publications/<int:number>/", include(embeds)),
    path("publish/", publish.publish_list, name="publish_list"),
    path("publish/<int:year>/", publish.publish_ask, name="publish_ask"),
    path(
        "publish/<int:year>/confirm/", publish.publish_confirm, name="publish_confirm"
    ),
]
