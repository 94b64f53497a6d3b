from pathlib import Path

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import programme.trail.tracking
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).resolve().parent.parent / "sql" / "replies.sql"
UNDO = """
DROP TRIGGER reply_contribute ON budgeting_reply;
DROP FUNCTION budgeting_contribute_message();
DROP TRIGGER reply_append_only ON budgeting_reply;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('budgeting', '0015_presence'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ObservationCodeTrail',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(db_collation='C', max_length=20, validators=[django.core.validators.RegexValidator('\\A[A-Z0-9]+([.-][A-Z0-9]+)*\\Z', 'Write capital letters and digits, such as REN-09.')], verbose_name='code')),
                ('name_es', models.CharField(blank=True, max_length=150, verbose_name='name in Spanish')),
                ('name_en', models.CharField(blank=True, max_length=150, verbose_name='name in English')),
                ('text_es', models.TextField(blank=True, verbose_name='standard text in Spanish')),
                ('text_en', models.TextField(blank=True, verbose_name='standard text in English')),
                ('severity', models.CharField(choices=[('blocking', 'Blocking'), ('advisory', 'Advisory')], max_length=10, verbose_name='usual severity')),
                ('about', models.CharField(choices=[('any', 'Anything'), ('proposal', 'The whole proposal'), ('framework', 'A policy framework'), ('line', 'A spending line'), ('citation', 'A citation')], default='any', max_length=10, verbose_name='what it is about')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='place in the list')),
                ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='retired at')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('unit', 'The unit'), ('finance', 'Finance')], max_length=10, verbose_name='speaks for')),
                ('text', models.TextField(verbose_name='message')),
                ('at', models.DateTimeField(verbose_name='time')),
            ],
            options={
                'verbose_name': 'message under an observation',
                'verbose_name_plural': 'messages under observations',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ReplyTrail',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('side', models.CharField(choices=[('unit', 'The unit'), ('finance', 'Finance')], max_length=10, verbose_name='speaks for')),
                ('text', models.TextField(verbose_name='message')),
                ('at', models.DateTimeField(verbose_name='time')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ObservationCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(db_collation='C', max_length=20, validators=[django.core.validators.RegexValidator('\\A[A-Z0-9]+([.-][A-Z0-9]+)*\\Z', 'Write capital letters and digits, such as REN-09.')], verbose_name='code')),
                ('name_es', models.CharField(blank=True, max_length=150, verbose_name='name in Spanish')),
                ('name_en', models.CharField(blank=True, max_length=150, verbose_name='name in English')),
                ('text_es', models.TextField(blank=True, verbose_name='standard text in Spanish')),
                ('text_en', models.TextField(blank=True, verbose_name='standard text in English')),
                ('severity', models.CharField(choices=[('blocking', 'Blocking'), ('advisory', 'Advisory')], max_length=10, verbose_name='usual severity')),
                ('about', models.CharField(choices=[('any', 'Anything'), ('proposal', 'The whole proposal'), ('framework', 'A policy framework'), ('line', 'A spending line'), ('citation', 'A citation')], default='any', max_length=10, verbose_name='what it is about')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='place in the list')),
                ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='retired at')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
            ],
            options={
                'verbose_name': 'observation code',
                'verbose_name_plural': 'observation codes',
                'ordering': ['position', 'code'],
                'constraints': [models.UniqueConstraint(fields=('code',), name='observationcode_unique', violation_error_message='This code is in the catalogue already. Give it another: a code is never used again, not even one that was retired.'), models.CheckConstraint(condition=models.Q(('name_en', ''), ('name_es', ''), _negated=True), name='observationcode_named', violation_error_message='Give a name in at least one language.'), models.CheckConstraint(condition=models.Q(('text_en', ''), ('text_es', ''), _negated=True), name='observationcode_written', violation_error_message='Give a text in at least one language.'), models.CheckConstraint(condition=models.Q(('severity__in', ['blocking', 'advisory'])), name='observationcode_severity_known'), models.CheckConstraint(condition=models.Q(('about__in', ['any', 'proposal', 'framework', 'line', 'citation'])), name='observationcode_about_known')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='observationcode',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_observationcodetrail" ("about", "code", "id", "name_en", "name_es", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "retired_at", "severity", "text_en", "text_es", "version") SELECT new_values."about", new_values."code", new_values."id", new_values."name_en", new_values."name_es", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."position", new_values."retired_at", new_values."severity", new_values."text_en", new_values."text_es", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2c744f75f1669ce38e45fbd4a01029661b8bb854', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_5d0d5', referencing='REFERENCING NEW TABLE AS new_values ', table='budgeting_observationcode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='observationcode',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_observationcodetrail" ("about", "code", "id", "name_en", "name_es", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "retired_at", "severity", "text_en", "text_es", "version") SELECT new_values."about", new_values."code", new_values."id", new_values."name_en", new_values."name_es", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."position", new_values."retired_at", new_values."severity", new_values."text_en", new_values."text_es", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='782578d3ba2909010eed6723de9ff8b2627f156f', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_be967', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='budgeting_observationcode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='observationcode',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_observationcodetrail" ("about", "code", "id", "name_en", "name_es", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "retired_at", "severity", "text_en", "text_es", "version") SELECT old_values."about", old_values."code", old_values."id", old_values."name_en", old_values."name_es", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."position", old_values."retired_at", old_values."severity", old_values."text_en", old_values."text_es", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='b7bbf976afb9f9ac49e72cd53a6c3651cf58cfc4', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_fd551', referencing='REFERENCING OLD TABLE AS old_values ', table='budgeting_observationcode', when='AFTER')),
        ),
        migrations.AddField(
            model_name='observationcodetrail',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='reply',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reply',
            name='observation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='budgeting.observation'),
        ),
        migrations.AddField(
            model_name='replytrail',
            name='by',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='replytrail',
            name='observation',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.observation'),
        ),
        migrations.AddField(
            model_name='replytrail',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddIndex(
            model_name='observationcodetrail',
            index=models.Index(fields=['id'], name='observationcodetrail_place'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(('side__in', ['unit', 'finance'])), name='reply_side_known'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='reply_written', violation_error_message='Write the answer.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reply',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_replytrail" ("at", "by_id", "id", "observation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "side", "text") SELECT new_values."at", new_values."by_id", new_values."id", new_values."observation_id", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."side", new_values."text" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8a3779ef3128fb10674c7453fbb4706db30a69bd', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_c39bb', referencing='REFERENCING NEW TABLE AS new_values ', table='budgeting_reply', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reply',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_replytrail" ("at", "by_id", "id", "observation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "side", "text") SELECT new_values."at", new_values."by_id", new_values."id", new_values."observation_id", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."side", new_values."text" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='04f5d5176637d4c235c790730dbac5b5e72ef6ee', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_1af5c', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='budgeting_reply', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reply',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_replytrail" ("at", "by_id", "id", "observation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "side", "text") SELECT old_values."at", old_values."by_id", old_values."id", old_values."observation_id", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."side", old_values."text" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='d0efc56055fcf759868bd4fe3b4a09975178b0ea', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_c3ef7', referencing='REFERENCING OLD TABLE AS old_values ', table='budgeting_reply', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='replytrail',
            index=models.Index(fields=['observation'], name='replytrail_place'),
        ),
        migrations.RunSQL(SQL.read_text(), UNDO),
    ]
