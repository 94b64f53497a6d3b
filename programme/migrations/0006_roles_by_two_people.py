from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "roles.sql"
UNDO = """
DROP FUNCTION programme_no_superuser() CASCADE;
DROP FUNCTION programme_role_stays() CASCADE;
DROP FUNCTION programme_role_ends() CASCADE;
DROP FUNCTION programme_role_is_granted() CASCADE;
DROP FUNCTION programme_role_grant_kept() CASCADE;
DROP FUNCTION programme_role_grant_changed() CASCADE;
DROP FUNCTION programme_role_grant_asked() CASCADE;
DROP FUNCTION programme_holds(bigint, text[]);
DELETE FROM programme_rolegrant;
"""


class Migration(migrations.Migration):
    dependencies = [("programme", "0005_rolegrant")]

    operations = [migrations.RunSQL(SQL.read_text(), UNDO)]
