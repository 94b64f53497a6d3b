from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetingConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "budgeting"
    verbose_name = _("Budgeting")

    def ready(self) -> None:
        """Tell the catalogue what stands on its rows."""
        from budgeting.uses import stands_on
        from programme.uses import register_use

        register_use(stands_on)
