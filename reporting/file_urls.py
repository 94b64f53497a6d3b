"""Addresses of files: open data and pictures, the same in every language."""

from django.urls import path

from reporting.trend_urls import trend_paths
from reporting.views import charts, exceptions, figures, files, trends

app_name = "files"
urlpatterns = [
    path("data/exceptions.csv", exceptions.exception_file, name="exceptions"),
    path(
        "data/<int:year>/exceptions.csv",
        exceptions.exception_file,
        name="exceptions_of_year",
    ),
    path("data/recompute.py", files.recompute, name="recompute"),
    path(
        "data/trends/year.csv", trends.trend_file, {"level": "year"}, name="trend_year"
    ),
    *trend_paths("data/trends/", ".csv", trends.trend_file, trends.trend_file),
    path(
        "data/<int:year>/<int:number>/charts/<str:name>",
        charts.chart_rows,
        name="chart_rows",
    ),
    path(
        "data/<int:year>/<int:number>/figures/<str:name>",
        figures.figure_file,
        name="figure",
    ),
    path("data/<int:year>/<int:number>/<str:name>", files.dataset, name="dataset"),
    path(
        "pictures/<int:year>/<int:number>/<str:digest>/<str:name>",
        charts.picture,
        name="picture",
    ),
]
