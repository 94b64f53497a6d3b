from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "load_requests.sql"
UNDO = """
DROP FUNCTION programme_import_whom_stays() CASCADE;
DROP FUNCTION programme_import_by_whom() CASCADE;
DROP FUNCTION programme_load_kept() CASCADE;
DROP FUNCTION programme_load_decided() CASCADE;
DROP FUNCTION programme_load_asked() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("programme", "0011_load_requests")]

    operations = [migrations.RunSQL(SQL.read_text(), UNDO)]
