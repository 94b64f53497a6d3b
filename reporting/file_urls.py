"""Addresses of files: open data and pictures, the same in every language."""

from django.urls import path

from reporting.views import exceptions, files

app_name = "files"
urlpatterns = [
    path("data/exceptions.csv", exceptions.exception_file, name="exceptions"),
    path(
        "data/<int:year>/exceptions.csv",
        exceptions.exception_file,
        name="exceptions_of_year",
    ),
    path("data/recompute.py", files.recompute, name="recompute"),
    path("data/<int:year>/<int:number>/<str:name>", files.dataset, name="dataset"),
    path(
        "pictures/<int:year>/<int:number>/<str:digest>/<str:name>",
        files.picture,
        name="picture",
    ),
]
