"""Which administration site the project has."""

from django.contrib.admin.apps import AdminConfig


class SiteConfig(AdminConfig):
    """Django's admin with our door."""

    default_site = "hrbudget.admin_site.Site"
