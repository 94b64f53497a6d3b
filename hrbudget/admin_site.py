"""The administration site: its door is the site's own, and roles open it."""

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from programme.admin_roles import may_look


class Site(AdminSite):
    """Administration for administrators, and for auditors to read."""

    site_title = "hrbudget"
    site_header = _("Administration of hrbudget")
    index_title = _("Catalogue, units, people and years")

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the person's role opens these pages."""
        return may_look(request)

    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Send whoever has not signed in to the site's door."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", request.get_full_path()))
