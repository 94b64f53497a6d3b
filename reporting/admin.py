"""The administration pages of publications: immutable, to look at."""

from django.contrib import admin

from programme.admin_roles import ReadOnlyAdmin
from reporting.models import PendingPublication, Publication


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ["fiscal_year", "number", "stage", "hash", "published_at", "sealed"]
    list_filter = ["fiscal_year", "stage"]
    list_select_related = ["fiscal_year"]


@admin.register(PendingPublication)
class PendingPublicationAdmin(ReadOnlyAdmin):
    list_display = ["fiscal_year", "stage", "by", "at", "publication", "withdrawn_at"]
    list_select_related = ["fiscal_year", "by", "publication"]
