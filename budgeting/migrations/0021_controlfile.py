
import budgeting.models.money_fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import programme.trail.tracking
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

TABLES = ("controlfile", "controltotal")
APPEND_ONLY = "\n".join(
    f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE"
    f" ON budgeting_{table} FOR EACH STATEMENT EXECUTE FUNCTION budgeting_append_only();"
    for table in TABLES
)
UNDO = "\n".join(
    f"DROP TRIGGER {table}_append_only ON budgeting_{table};" for table in TABLES
)


class Migration(migrations.Migration):

    dependencies = [
        ('budgeting', '0020_register'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('programme', '0008_audit'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ControlFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('stage', models.CharField(choices=[('proposal', 'Proposal, before the vote'), ('approved', 'As voted')], max_length=10, verbose_name='stage')),
                ('file_name', models.CharField(max_length=255, verbose_name='file name')),
                ('file_hash', models.CharField(max_length=64, verbose_name='SHA-256 of the file')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='time')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('fiscal_year', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='control_files', to='budgeting.fiscalyear')),
            ],
            options={
                'verbose_name': 'control file',
                'verbose_name_plural': 'control files',
                'ordering': ['fiscal_year_id', '-number'],
            },
        ),
        migrations.CreateModel(
            name='ControlFileTrail',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('stage', models.CharField(choices=[('proposal', 'Proposal, before the vote'), ('approved', 'As voted')], max_length=10, verbose_name='stage')),
                ('file_name', models.CharField(max_length=255, verbose_name='file name')),
                ('file_hash', models.CharField(max_length=64, verbose_name='SHA-256 of the file')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='time')),
                ('by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('fiscal_year', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.fiscalyear')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ControlTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chapter', models.PositiveSmallIntegerField(choices=[(1000, '1000'), (2000, '2000'), (3000, '3000'), (4000, '4000'), (5000, '5000'), (6000, '6000'), (7000, '7000'), (8000, '8000'), (9000, '9000')], null=True, verbose_name='chapter')),
                ('amount', budgeting.models.money_fields.AmountField(decimal_places=2, max_digits=15, verbose_name='amount')),
                ('file', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='totals', to='budgeting.controlfile')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='control_totals', to='programme.budgetunit')),
            ],
            options={
                'verbose_name': 'control total',
                'verbose_name_plural': 'control totals',
            },
        ),
        migrations.AddConstraint(
            model_name='controlfile',
            constraint=models.UniqueConstraint(fields=('fiscal_year', 'number'), name='controlfile_numbered'),
        ),
        migrations.AddConstraint(
            model_name='controlfile',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['proposal', 'approved'])), name='controlfile_stage_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='controlfile',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_controlfiletrail" ("at", "by_id", "file_hash", "file_name", "fiscal_year_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "stage") SELECT new_values."at", new_values."by_id", new_values."file_hash", new_values."file_name", new_values."fiscal_year_id", new_values."id", new_values."number", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."stage" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b201274ffa32bf0dd63a5998d5f4324d1dbbfb8b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_a815e', referencing='REFERENCING NEW TABLE AS new_values ', table='budgeting_controlfile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='controlfile',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_controlfiletrail" ("at", "by_id", "file_hash", "file_name", "fiscal_year_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "stage") SELECT new_values."at", new_values."by_id", new_values."file_hash", new_values."file_name", new_values."fiscal_year_id", new_values."id", new_values."number", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."stage" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2dd4deb0d868cbef3a7bf37b7d37ce32ac7b0714', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_a9cf9', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='budgeting_controlfile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='controlfile',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_controlfiletrail" ("at", "by_id", "file_hash", "file_name", "fiscal_year_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "stage") SELECT old_values."at", old_values."by_id", old_values."file_hash", old_values."file_name", old_values."fiscal_year_id", old_values."id", old_values."number", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."stage" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='03f200a479a109ae40821e76fb1783ca2237374a', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_75f54', referencing='REFERENCING OLD TABLE AS old_values ', table='budgeting_controlfile', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='controlfiletrail',
            index=models.Index(fields=['fiscal_year'], name='controlfiletrail_place'),
        ),
        migrations.AddConstraint(
            model_name='controltotal',
            constraint=models.UniqueConstraint(fields=('file', 'unit', 'chapter'), name='controltotal_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='controltotal',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('amount__lte', Decimal('9999999999999.99'))), name='controltotal_amount_not_negative', violation_error_message='Enter an amount of zero or more.'),
        ),
        migrations.AddConstraint(
            model_name='controltotal',
            constraint=models.CheckConstraint(condition=models.Q(('chapter__isnull', True), ('chapter__in', [1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000]), _connector='OR'), name='controltotal_chapter_known'),
        ),
        migrations.RunSQL(APPEND_ONLY, UNDO),
    ]
