"""Addresses of the fiscal years on the desk."""

from django.urls import path

from budgeting import views

YEARS = [
    path("desk/years/", views.fiscalyear_list, name="fiscalyear_list"),
    path("desk/years/new/", views.fiscalyear_create, name="fiscalyear_create"),
    path("desk/years/<int:year>/", views.fiscalyear_detail, name="fiscalyear_detail"),
    path(
        "desk/years/<int:year>/window/",
        views.fiscalyear_window,
        name="fiscalyear_window",
    ),
    path("desk/years/<int:year>/rule/", views.fiscalyear_rule, name="fiscalyear_rule"),
    path(
        "desk/years/<int:year>/programmes/",
        views.fiscalyear_programmes,
        name="fiscalyear_programmes",
    ),
    path(
        "desk/years/<int:year>/budget/", views.budget_download, name="budget_download"
    ),
    path(
        "desk/years/<int:year>/open/",
        views.fiscalyear_open,
        name="fiscalyear_open",
    ),
    path(
        "desk/years/<int:year>/close/", views.fiscalyear_close, name="fiscalyear_close"
    ),
    path(
        "desk/years/<int:year>/remove/",
        views.fiscalyear_remove,
        name="fiscalyear_remove",
    ),
]
