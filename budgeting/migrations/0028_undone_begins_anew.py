import re
from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
MADE = "CREATE FUNCTION budgeting_proposal_moves() RETURNS trigger LANGUAGE plpgsql"
SAFE = MADE.replace("CREATE", "CREATE OR REPLACE") + (
    " SET search_path = pg_catalog, public, pg_temp"
)


def as_before() -> str:
    """The function as gate.sql made it, with the search path it was given since."""
    whole = (SQL / "gate.sql").read_text()
    text = re.search(re.escape(MADE) + r".*?\nEND \$\$;", whole, re.DOTALL)[0]
    return text.replace(MADE, SAFE)


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0027_year_changed")]

    operations = [
        migrations.RunSQL((SQL / "undone_begins_anew.sql").read_text(), as_before())
    ]
