"""Addresses of files: open data and pictures, the same in every language."""

from django.urls import path

from reporting.views import exceptions, figures, files, trends

app_name = "files"
urlpatterns = [
    path("data/exceptions.csv", exceptions.exception_file, name="exceptions"),
    path(
        "data/<int:year>/exceptions.csv",
        exceptions.exception_file,
        name="exceptions_of_year",
    ),
    path(
        "data/trends/year.csv", trends.trend_file, {"level": "year"}, name="trend_year"
    ),
    *(
        path(
            f"data/trends/{level}s.csv",
            trends.trend_file,
            {"level": level},
            name=f"trend_{level}s",
        )
        for level in ("right", "group", "unit")
    ),
    *(
        path(
            f"data/trends/{level}s/<str:code>.csv",
            trends.trend_file,
            {"level": level},
            name=f"trend_{level}",
        )
        for level in ("right", "group", "action", "unit")
    ),
    path(
        "data/<int:year>/<int:number>/figures/<str:name>",
        figures.figure_file,
        name="figure",
    ),
    path("data/<int:year>/<int:number>/<str:name>", files.dataset, name="dataset"),
    path(
        "pictures/<int:year>/<int:number>/<str:digest>/<str:name>",
        files.picture,
        name="picture",
    ),
]
