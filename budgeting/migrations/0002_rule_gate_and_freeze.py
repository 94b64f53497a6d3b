from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO = """
DROP FUNCTION budgeting_lines_at_fault(bigint) CASCADE;
DROP FUNCTION budgeting_proposal_gate() CASCADE;
DROP FUNCTION budgeting_proposal_moves() CASCADE;
DROP FUNCTION budgeting_freeze() CASCADE;
DROP FUNCTION budgeting_refuse_frozen(bigint[]) CASCADE;
DROP FUNCTION budgeting_refuse_truncate() CASCADE;
DROP FUNCTION budgeting_lapse_waivers() CASCADE;
DROP FUNCTION budgeting_year_fixed() CASCADE;
DROP FUNCTION budgeting_append_only() CASCADE;
ALTER TABLE budgeting_spendingline DROP CONSTRAINT spendingline_of_framework;
ALTER TABLE budgeting_citation DROP CONSTRAINT citation_of_action;
"""


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "\n".join((SQL / f"{name}.sql").read_text() for name in ("keys", "gate", "freeze", "trail")),
            UNDO,
        )
    ]
