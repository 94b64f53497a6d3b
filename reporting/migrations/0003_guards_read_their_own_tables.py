from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "search_path.sql"
WITH = "SET search_path = pg_catalog, public, pg_temp"


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_publications_are_sealed")]

    operations = [
        migrations.RunSQL(
            SQL.read_text(), SQL.read_text().replace(WITH, "RESET search_path")
        )
    ]
