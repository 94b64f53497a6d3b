from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetingConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "budgeting"
    verbose_name = _("Budgeting")

    def ready(self) -> None:
        """Tell the catalogue which files fill a year and what cites its actions."""
        from budgeting import lineage_uses
        from budgeting.imports.kinds import register_kinds

        register_kinds()
        lineage_uses.tell()
