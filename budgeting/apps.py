from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetingConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "budgeting"
    verbose_name = _("Budgeting")

    def ready(self) -> None:
        """Tell the catalogue what cites its actions and names its units."""
        from budgeting import lineage_uses

        lineage_uses.tell()
