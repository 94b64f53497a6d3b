from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "duties.sql"
UNDO = """
DROP FUNCTION budgeting_proposal_approval() CASCADE;
DROP FUNCTION budgeting_contribute_reply() CASCADE;
DROP FUNCTION budgeting_contribute_signing() CASCADE;
DROP FUNCTION budgeting_contribute_whole() CASCADE;
DROP FUNCTION budgeting_contribute() CASCADE;
DROP FUNCTION budgeting_record_contributors(bigint[], bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("budgeting", "0009_keys_and_gate_by_sets"),
        ("programme", "0006_roles_by_two_people"),
    ]

    operations = [migrations.RunSQL(SQL.read_text(), UNDO)]
