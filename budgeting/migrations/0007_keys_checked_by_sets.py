from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO = """
DROP FUNCTION budgeting_line_keys() CASCADE;
DROP FUNCTION budgeting_citation_keys() CASCADE;
DROP FUNCTION budgeting_still_named() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("budgeting", "0006_frozen_rows_and_older_snapshots"),
        ("programme", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            "citation",
            "line",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="citations",
                to="budgeting.spendingline",
            ),
        ),
        migrations.RunSQL(
            (SQL / "keys_by_sets.sql").read_text(), UNDO + (SQL / "keys.sql").read_text()
        ),
    ]
