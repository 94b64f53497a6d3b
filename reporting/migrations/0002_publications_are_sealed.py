from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO = """
DROP FUNCTION reporting_publication_guard() CASCADE;
DROP FUNCTION reporting_publication_refuse() CASCADE;
DROP FUNCTION reporting_publication_is_sealed() CASCADE;
DROP FUNCTION reporting_rows_of_open_publication() CASCADE;
DROP FUNCTION reporting_publication_begins_open() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]

    operations = [migrations.RunSQL((SQL / "sealed.sql").read_text(), UNDO)]
