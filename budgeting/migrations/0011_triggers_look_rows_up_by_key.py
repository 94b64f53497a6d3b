from django.db import migrations

# What a statement touches is looked up by key: the planner would rather read a whole
# table of lines, of every year, for the citations of one file.
FUNCTIONS = ("budgeting_freeze()", "budgeting_citation_keys()", "budgeting_contribute()")


def altered(how: str) -> str:
    return "\n".join(f"ALTER FUNCTION {one} {how};" for one in FUNCTIONS)


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0010_duties_apart")]

    operations = [
        migrations.RunSQL(
            altered("SET enable_seqscan = off"), altered("RESET enable_seqscan")
        )
    ]
