from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "keys_by_sets.sql"
UNDO = """
DROP FUNCTION reporting_citation_of_line() CASCADE;
DROP FUNCTION reporting_rows_of_publication() CASCADE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0012_line_actions'),
    ]

    operations = [
        migrations.AlterField(
            model_name='publishedcitation',
            name='line',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='citations', to='reporting.publishedline'),
        ),
        migrations.AlterField(
            model_name='publishedcitation',
            name='publication',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='publishedcitations', to='reporting.publication'),
        ),
        migrations.AlterField(
            model_name='publishedline',
            name='publication',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='publishedlines', to='reporting.publication'),
        ),
        migrations.RunSQL(SQL.read_text(), UNDO),
    ]
