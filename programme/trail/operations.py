"""Many models or triggers in one operation of a migration.

One by one, each would have every model that it names rendered anew: half of the time
that a fresh installation takes.
"""

from typing import Any

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState


class CreateModels(Operation):
    """Create these models, none of which names another of them."""

    reversible = True

    def __init__(self, models: list[CreateModel]) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The project has these models from now on."""
        for one in self.models:
            state.models[app_label, one.name_lower] = ModelState(
                app_label,
                one.name,
                list(one.fields),
                dict(one.options),
                tuple(one.bases),
                list(one.managers),
            )
        state._relations = None
        state.__dict__.pop("apps", None)  # rendered once, when it is next asked for

    def database_forwards(self, *args: Any) -> None:
        """Make their tables."""
        for one in self.models:
            one.database_forwards(*args)

    def database_backwards(self, *args: Any) -> None:
        """Drop their tables."""
        for one in reversed(self.models):
            one.database_backwards(*args)

    def describe(self) -> str:
        """What `migrate` says of it."""
        return f"Create {len(self.models)} models"


class AddTriggers(Operation):
    """Put these triggers on the models named beside them."""

    reversible = True

    def __init__(self, triggers: list[tuple[str, Any]]) -> None:
        self.triggers = triggers

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models have these triggers from now on."""
        for model, trigger in self.triggers:
            options = state.models[app_label, model].options
            options["triggers"] = [*options.get("triggers", []), trigger]

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Install them."""
        for _model, trigger in self.triggers:
            schema_editor.execute(trigger.install_sql, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Take them away."""
        for _model, trigger in reversed(self.triggers):
            schema_editor.execute(trigger.uninstall_sql, params=None)

    def describe(self) -> str:
        """What `migrate` says of it."""
        return f"Create {len(self.triggers)} triggers"
