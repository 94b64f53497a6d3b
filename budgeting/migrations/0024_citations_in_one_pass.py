from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "citations_in_one_pass.sql"
INSERTED = (
    "CREATE TRIGGER citation_{0}_insert AFTER INSERT ON budgeting_citation"
    " REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {1};"
)
UNDO = "\n".join(
    [
        "DROP FUNCTION budgeting_citation_inserted() CASCADE;",
        INSERTED.format("contribute", "budgeting_contribute('line')"),
        INSERTED.format("freeze", "budgeting_freeze('line')"),
        INSERTED.format("keys", "budgeting_citation_keys()"),
    ]
)


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0023_letters_and_reminders")]

    operations = [migrations.RunSQL(SQL.read_text(), UNDO)]
