from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
AS_BEFORE = """
DROP TRIGGER fiscalyear_takes_its_terms ON budgeting_fiscalyear;
DROP TRIGGER event_goes_with_its_year ON budgeting_event;
DROP TRIGGER event_append_only ON budgeting_event;
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON budgeting_event
    FOR EACH STATEMENT EXECUTE FUNCTION budgeting_append_only();
DROP FUNCTION budgeting_year_takes_its_terms();
DROP FUNCTION budgeting_event_goes_with_its_year();
"""


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0028_undone_begins_anew")]

    operations = [
        migrations.RunSQL((SQL / "year_removed.sql").read_text(), AS_BEFORE),
    ]
