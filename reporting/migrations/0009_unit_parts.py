from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "unit_parts.sql"


def keep_parts_of_all(apps, schema_editor):
    """Publications made before this table get their parts too."""
    made = apps.get_model("reporting", "Publication").objects.filter(sealed=True)
    with schema_editor.connection.cursor() as cursor:
        for pk in made.values_list("pk", flat=True):
            cursor.execute(SQL.read_text("utf-8"), {"publication": pk})


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0006_two_people_at_the_commit'),
    ]

    operations = [
        migrations.CreateModel(
            name='UnitPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('action', 'Action'), ('state', 'State')], max_length=6)),
                ('unit_code', models.CharField(db_collation='C', max_length=20)),
                ('code', models.CharField(db_collation='C', max_length=20)),
                ('right_code', models.CharField(blank=True, db_collation='C', max_length=20)),
                ('lines', models.PositiveIntegerField()),
                ('funds', models.BooleanField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=22)),
            ],
            options={
                'verbose_name': "part of a unit's money",
                'verbose_name_plural': "parts of units' money",
                'ordering': ['unit_code', 'kind', 'code'],
            },
        ),
        migrations.RemoveIndex(
            model_name='publishedcitation',
            name='publishedcitation_of_action',
        ),
        migrations.AddIndex(
            model_name='publishedcitation',
            index=models.Index(fields=['publication', 'action_code', 'unit_code', 'line_code'], name='publishedcitation_by_action'),
        ),
        migrations.AddIndex(
            model_name='publishedline',
            index=models.Index(fields=['publication', 'unit_code', 'state', 'code'], name='publishedline_of_state'),
        ),
        migrations.AddField(
            model_name='unitpart',
            name='publication',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='unit_parts', to='reporting.publication'),
        ),
        migrations.AddIndex(
            model_name='unitpart',
            index=models.Index(fields=['publication', 'kind', 'code', 'unit_code'], name='unitpart_of_code'),
        ),
        migrations.AddConstraint(
            model_name='unitpart',
            constraint=models.UniqueConstraint(fields=('publication', 'unit_code', 'kind', 'code'), name='unitpart_unique'),
        ),
        migrations.RunPython(keep_parts_of_all, migrations.RunPython.noop),
    ]
