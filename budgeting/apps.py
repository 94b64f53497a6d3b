from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetingConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "budgeting"
    verbose_name = _("Budgeting")

    def ready(self) -> None:
        """Tell the catalogue which files fill a year, and what stands on its rows."""
        from budgeting.imports.kinds import register_kinds
        from budgeting.uses import BUDGETS
        from programme.uses import register

        register_kinds()
        register(BUDGETS)
