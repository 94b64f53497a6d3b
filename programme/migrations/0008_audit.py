

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import programme.models.trail
import programme.trail.tracking
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('programme', '0007_restoration'),
    ]

    operations = [
        migrations.CreateModel(
            name='TrailEntry',
            fields=[
                ('entry', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='entry')),
                ('source', models.TextField(verbose_name='table')),
                ('place', models.BigIntegerField(null=True)),
                ('row_id', models.BigIntegerField(verbose_name='row')),
                ('label', models.TextField(verbose_name='what happened')),
                ('at', models.DateTimeField(verbose_name='time')),
                ('said', models.JSONField(decoder=programme.models.trail.Exact, verbose_name='the row')),
            ],
            options={
                'verbose_name': 'entry of the trail',
                'verbose_name_plural': 'entries of the trail',
                'db_table': 'trail_entry',
                'ordering': ['-entry'],
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('trail', 'The trail')], max_length=20, verbose_name='what was read')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='time')),
                ('details', models.JSONField(blank=True, default=dict, verbose_name='details')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'reading',
                'verbose_name_plural': 'readings',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ReadingTrail',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('what', models.CharField(choices=[('trail', 'The trail')], max_length=20, verbose_name='what was read')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='time')),
                ('details', models.JSONField(blank=True, default=dict, verbose_name='details')),
                ('by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reading',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_readingtrail" ("at", "by_id", "details", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "what") SELECT new_values."at", new_values."by_id", new_values."details", new_values."id", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."what" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='067ce3c2cabf851c6771d5d6c9331ef716378399', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_f5d88', referencing='REFERENCING NEW TABLE AS new_values ', table='programme_reading', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reading',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_readingtrail" ("at", "by_id", "details", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "what") SELECT new_values."at", new_values."by_id", new_values."details", new_values."id", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."what" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='16f9c6c4d6e6f83b0c8e92e277cd8a009c198082', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_35039', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='programme_reading', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reading',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_readingtrail" ("at", "by_id", "details", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "what") SELECT old_values."at", old_values."by_id", old_values."details", old_values."id", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."what" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='c81c711533557ec392f400e7c4f23e7f1fd6f76b', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_82311', referencing='REFERENCING OLD TABLE AS old_values ', table='programme_reading', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='readingtrail',
            index=models.Index(fields=['id'], name='readingtrail_place'),
        ),
    ]
