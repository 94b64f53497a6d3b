import re
from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


def as_before(file: str, function: str) -> str:
    """The function as an earlier file made it."""
    whole = (SQL / file).read_text()
    text = re.search(rf"CREATE FUNCTION {function}\(.*?\n(?:END )?\$\$;", whole, re.DOTALL)[0]
    path = "SET search_path = pg_catalog, public, pg_temp"
    if path not in text:
        text = text.replace(" AS $$", f" {path} AS $$", 1)
    return text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


UNDO = "\n".join(
    as_before(file, function)
    for file, function in (
        ("keys_by_sets.sql", "budgeting_line_keys"),
        ("keys_by_sets.sql", "budgeting_citation_keys"),
        ("gate.sql", "budgeting_lines_at_fault"),
    )
)


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0008_trail")]

    operations = [
        migrations.RunSQL((SQL / "keys_and_gate_by_sets.sql").read_text(), UNDO)
    ]
