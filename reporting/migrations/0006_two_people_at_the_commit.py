from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "two_people.sql"
UNDO = """
DROP FUNCTION reporting_publication_by_whom() CASCADE;
DROP FUNCTION reporting_request_fixed() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0006_roles_by_two_people"),
        ("reporting", "0005_publication_two_people"),
    ]

    operations = [migrations.RunSQL(SQL.read_text(), UNDO)]
