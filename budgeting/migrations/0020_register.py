from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "register.sql"
UNDO = """
DROP FUNCTION budgeting_register_lapses() CASCADE;
DROP TRIGGER registeredexception_append_only ON budgeting_registeredexception;
DELETE FROM budgeting_registeredexception
    WHERE before_register OR follows_id IN (
        SELECT id FROM budgeting_registeredexception WHERE before_register);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('budgeting', '0019_ceilingexception'),
    ]

    operations = [
        migrations.RunSQL(SQL.read_text(), UNDO),
    ]
