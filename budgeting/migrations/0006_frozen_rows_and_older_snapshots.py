from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "frozen_rows.sql"
UNDO = """
DROP FUNCTION budgeting_proposal_row_frozen() CASCADE;
DROP FUNCTION budgeting_read_committed_only() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0005_rules_read_their_own_tables")]

    operations = [migrations.RunSQL(SQL.read_text(), UNDO)]
