"""Addresses of budgeting."""

app_name = "budgeting"
urlpatterns: list = []
