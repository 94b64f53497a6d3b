import re
from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
INSERTED = (
    "CREATE TRIGGER spendingline_{0}_insert AFTER INSERT ON budgeting_spendingline"
    " REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {1};"
)


def as_before(file: str, function: str) -> str:
    """The function as an earlier file made it."""
    whole = (SQL / file).read_text()
    made = rf"CREATE (?:OR REPLACE )?FUNCTION {function}\(.*?\n(?:END )?\$\$;"
    text = re.search(made, whole, re.DOTALL)[0]
    return re.sub("^CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", text)


UNDO = "\n".join(
    [
        "DROP FUNCTION budgeting_line_inserted() CASCADE;",
        INSERTED.format("contribute", "budgeting_contribute('proposal')"),
        INSERTED.format("freeze", "budgeting_freeze('proposal')"),
        INSERTED.format("keys", "budgeting_line_keys()"),
        as_before("citations_in_one_pass.sql", "budgeting_citation_inserted"),
        as_before("keys_and_gate_by_sets.sql", "budgeting_lines_at_fault"),
    ]
)


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0024_citations_in_one_pass")]

    operations = [
        migrations.RunSQL((SQL / "triggers_look_once.sql").read_text(), UNDO)
    ]
