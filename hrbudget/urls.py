"""Every address of the site; a page's address names its language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from hrbudget import views
from hrbudget.health import health

handler400 = "hrbudget.views.request_unreadable"
handler404 = "hrbudget.views.page_missing"
handler500 = "hrbudget.faults.page_broken"

urlpatterns = [
    path("", views.root, name="root"),
    path("health/", health, name="health"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("reporting.api.urls")),
    path("", include("reporting.file_urls")),
    *i18n_patterns(
        path("", include("hrbudget.account_urls")),
        path("", include("programme.urls")),
        path("", include("budgeting.urls")),
        path("", include("reporting.urls")),
    ),
]
