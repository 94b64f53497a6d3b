from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "reporting"
    verbose_name = _("Reporting")

    def ready(self) -> None:
        """Tell the catalogue what cites its actions and names its units."""
        from programme.uses import register
        from reporting.uses import PUBLICATIONS

        register(PUBLICATIONS)
