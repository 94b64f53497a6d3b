from pathlib import Path

import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import programme.models.fields
import programme.trail.operations
import programme.trail.tracking
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).resolve().parent.parent / "sql" / "trail.sql"
# What the trail records, and the table of its entries.
RECORDED = [
    ("programme_actionbody", "programme_actionbodytrail"),
    ("programme_action_population_groups", "programme_actiongrouptrail"),
    ("programme_action", "programme_actiontrail"),
    ("programme_budgetunit", "programme_budgetunittrail"),
    ("programme_importbatch", "programme_importbatchtrail"),
    ("programme_membership", "programme_membershiptrail"),
    ("programme_programme", "programme_programmetrail"),
    ("programme_right", "programme_righttrail"),
    ("programme_strategy", "programme_strategytrail"),
    ("programme_succession", "programme_successiontrail"),
    ("programme_user_groups", "programme_usergrouptrail"),
    ("programme_user", "programme_usertrail"),
]
BEGIN = "\n".join(
    f"SELECT trail_begin('{table}', '{entries}');" for table, entries in RECORDED
)
UNDO = """
DROP VIEW IF EXISTS trail_entry, trail_rows_apart;
DROP FUNCTION trail_begin(regclass, regclass);
DROP FUNCTION trail_unsealed_seconds();
DROP FUNCTION trail_seal();
DROP FUNCTION trail_settled();
DROP FUNCTION trail_text(bigint, boolean);
DROP AGGREGATE trail_chain(bytea);
DROP FUNCTION trail_step(bytea, bytea);
DROP FUNCTION trail_actor();
DROP FUNCTION trail_print_head();
DROP FUNCTION trail_append_only() CASCADE;
DROP FUNCTION trail_key_only() CASCADE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('programme', '0002_finance_groups'),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE trail_entry_id", "DROP SEQUENCE trail_entry_id"
        ),
        programme.trail.operations.CreateModels([
            migrations.CreateModel(
                name='ActionBodyTrail',
                fields=[
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                    ('id', models.BigIntegerField()),
                    ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                    ('name', models.CharField(blank=True, max_length=250, verbose_name='name outside the list')),
                    ('action', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.action')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('unit', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.budgetunit')),
                ],
                options={
                    'abstract': False,
                    'indexes': [models.Index(fields=['action'], name='actionbodytrail_place')],
                },
            ),
            migrations.CreateModel(
                name='ActionGroupTrail',
                fields=[
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                    ('id', models.BigIntegerField()),
                    ('action', models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.action')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('right', models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.right')),
                ],
                options={
                    'abstract': False,
                    'indexes': [models.Index(fields=['action'], name='actiongrouptrail_place')],
                },
            ),
            migrations.CreateModel(
                name='ActionTrail',
                fields=[
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                    ('id', models.BigIntegerField()),
                    ('code', programme.models.fields.CodeField(db_collation='C', max_length=20, validators=[django.core.validators.RegexValidator('^[0-9]+(\\.[0-9]+)*$', 'A code is digits and dots.')], verbose_name='code')),
                    ('serial', models.PositiveIntegerField(verbose_name='serial')),
                    ('text_es', models.TextField(blank=True, verbose_name='text in Spanish')),
                    ('text_en', models.TextField(blank=True, verbose_name='text in English')),
                    ('term', models.CharField(blank=True, choices=[('short', 'Short term'), ('medium', 'Medium term'), ('long', 'Long term'), ('permanent', 'Permanent')], max_length=10, verbose_name='term')),
                    ('action_type', models.CharField(blank=True, choices=[('legislation', 'Legislation'), ('public_policy', 'Public policy'), ('training', 'Training'), ('research', 'Research'), ('service', 'Service'), ('infrastructure', 'Infrastructure'), ('coordination', 'Coordination')], max_length=20, verbose_name='type')),
                    ('carried_out_since', programme.models.fields.YearField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1900), django.core.validators.MaxValueValidator(2200)], verbose_name='carried out since')),
                    ('retired_from', programme.models.fields.YearField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1900), django.core.validators.MaxValueValidator(2200)], verbose_name='retired from')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('programme', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.programme')),
                    ('right', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.right')),
                    ('strategy', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.strategy')),
                ],
                options={
                    'abstract': False,
                    'indexes': [models.Index(fields=['id'], name='actiontrail_place')],
                },
            ),
            migrations.CreateModel(
                name='BudgetUnitTrail',
                fields=[
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                    ('id', models.BigIntegerField()),
                    ('code', models.CharField(db_collation='C', max_length=20, validators=[django.core.validators.RegexValidator('^[0-9A-Z]+$', 'Use digits and capitals.')], verbose_name='code')),
                    ('name', models.CharField(max_length=250, verbose_name='name')),
                    ('kind', models.CharField(choices=[('ministry', 'Ministry'), ('borough', 'Borough'), ('deconcentrated', 'Deconcentrated body'), ('decentralised', 'Decentralised entity'), ('autonomous', 'Autonomous body')], max_length=20, verbose_name='kind')),
                    ('sector', models.CharField(blank=True, max_length=150, verbose_name='sector')),
                    ('obliged_from', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='obliged from')),
                    ('obliged_until', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='obliged until')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ],
                options={
                    'abstract': False,
                    'indexes': [models.Index(fields=['id'], name='budgetunittrail_place')],
                },
            ),
            migrations.CreateModel(
                name='ImportBatchTrail',
                fields=[
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                    ('id', models.BigIntegerField()),
                    ('kind', models.CharField(choices=[('programme', 'Programme'), ('units', 'Units'), ('ceilings', 'Ceilings'), ('budget', 'Past budget')], max_length=20, verbose_name='kind')),
                    ('file_name', models.CharField(max_length=255, verbose_name='file name')),
                    ('file_hash', models.CharField(max_length=64, verbose_name='SHA-256 of the file')),
                    ('stored_file', models.FileField(blank=True, upload_to='imports/', verbose_name='stored file')),
                    ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year')),
                    ('at', models.DateTimeField(auto_now_add=True, verbose_name='time')),
                    ('counts', models.JSONField(blank=True, default=dict, verbose_name='counts')),
                    ('outcome', models.CharField(choices=[('checked', 'Checked, not loaded'), ('refused', 'Refused: the file has errors'), ('loaded', 'Loaded')], max_length=20, verbose_name='outcome')),
                    ('by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ],
                options={
                    'abstract': False,
                    'indexes': [models.Index(fields=['id'], name='importbatchtrail_place')],
                },
            ),
            migrations.CreateModel(
                name='MembershipTrail',
                fields=[
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                    ('id', models.BigIntegerField()),
                    ('role', models.CharField(choices=[('preparer', 'Preparer'), ('signatory', 'Signatory')], max_length=20, verbose_name='role')),
                    ('since', models.DateField(verbose_name='from')),
                    ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('unit', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.budgetunit', verbose_name='unit')),
                    ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ],
                options={
                    'abstract': False,
                    'indexes': [models.Index(fields=['user'], name='membershiptrail_place')],
                },
            ),
            migrations.CreateModel(
                name='ProgrammeTrail',
                fields=[
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                    ('id', models.BigIntegerField()),
                    ('code', models.CharField(db_collation='C', max_length=40, validators=[django.core.validators.RegexValidator('^[0-9A-Za-z_-]+$', 'Use letters, digits and hyphens.')], verbose_name='code')),
                    ('name_es', models.CharField(blank=True, max_length=250, verbose_name='name in Spanish')),
                    ('name_en', models.CharField(blank=True, max_length=250, verbose_name='name in English')),
                    ('kind', models.CharField(choices=[('human_rights', 'Human Rights Programme'), ('cross_cutting', 'Cross-cutting programme')], max_length=20, verbose_name='kind')),
                    ('legal_instrument', models.CharField(blank=True, max_length=500, verbose_name='legal instrument')),
                    ('in_force_from', programme.models.fields.YearField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1900), django.core.validators.MaxValueValidator(2200)], verbose_name='in force from')),
                    ('in_force_until', programme.models.fields.YearField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1900), django.core.validators.MaxValueValidator(2200)], verbose_name='in force until')),
                    ('short_until', programme.models.fields.YearField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1900), django.core.validators.MaxValueValidator(2200)], verbose_name='short term ends')),
                    ('medium_until', programme.models.fields.YearField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1900), django.core.validators.MaxValueValidator(2200)], verbose_name='medium term ends')),
                    ('long_until', programme.models.fields.YearField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1900), django.core.validators.MaxValueValidator(2200)], verbose_name='long term ends')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ],
                options={
                    'abstract': False,
                    'indexes': [models.Index(fields=['id'], name='programmetrail_place')],
                },
            ),
            migrations.CreateModel(
                name='RightTrail',
                fields=[
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                    ('id', models.BigIntegerField()),
                    ('code', programme.models.fields.CodeField(db_collation='C', max_length=20, validators=[django.core.validators.RegexValidator('^[0-9]+(\\.[0-9]+)*$', 'A code is digits and dots.')], verbose_name='code')),
                    ('nucleus', models.CharField(blank=True, max_length=200, verbose_name='nucleus')),
                    ('kind', models.CharField(choices=[('right', 'Right'), ('group', 'Population group')], max_length=10, verbose_name='kind')),
                    ('name_es', models.CharField(blank=True, max_length=250, verbose_name='name in Spanish')),
                    ('name_en', models.CharField(blank=True, max_length=250, verbose_name='name in English')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('programme', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.programme')),
                ],
                options={
                    'abstract': False,
                    'indexes': [models.Index(fields=['id'], name='righttrail_place')],
                },
            ),
            migrations.CreateModel(
                name='StrategyTrail',
                fields=[
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                    ('id', models.BigIntegerField()),
                    ('code', programme.models.fields.CodeField(db_collation='C', max_length=20, validators=[django.core.validators.RegexValidator('^[0-9]+(\\.[0-9]+)*$', 'A code is digits and dots.')], verbose_name='code')),
                    ('text_es', models.TextField(blank=True, verbose_name='text in Spanish')),
                    ('text_en', models.TextField(blank=True, verbose_name='text in English')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('programme', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.programme')),
                    ('right', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.right')),
                ],
                options={
                    'abstract': False,
                    'indexes': [models.Index(fields=['id'], name='strategytrail_place')],
                },
            ),
            migrations.CreateModel(
                name='SuccessionTrail',
                fields=[
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                    ('id', models.BigIntegerField()),
                    ('kind', models.CharField(choices=[('renamed', 'Renamed'), ('merged', 'Merged'), ('split', 'Split'), ('carried', 'Carried into a new edition')], max_length=10, verbose_name='kind')),
                    ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1900), django.core.validators.MaxValueValidator(2200)], verbose_name='from year')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('predecessor', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.action')),
                    ('successor', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.action')),
                ],
                options={
                    'abstract': False,
                    'indexes': [models.Index(fields=['id'], name='successiontrail_place')],
                },
            ),
            migrations.CreateModel(
                name='TrailLink',
                fields=[
                    ('position', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='position')),
                    ('entry', models.BigIntegerField(unique=True, verbose_name='entry')),
                    ('hash', models.BinaryField(max_length=32, verbose_name='hash')),
                ],
                options={
                    'verbose_name': 'link of the trail',
                    'verbose_name_plural': 'links of the trail',
                    'ordering': ['position'],
                },
            ),
            migrations.CreateModel(
                name='TrailSeal',
                fields=[
                    ('number', models.BigAutoField(primary_key=True, serialize=False)),
                    ('position', models.BigIntegerField(verbose_name='position')),
                    ('hash', models.BinaryField(max_length=32, verbose_name='hash')),
                    ('at', models.DateTimeField(verbose_name='time')),
                    ('settled', models.BigIntegerField()),
                    ('seen', models.BigIntegerField()),
                    ('horizon', models.BigIntegerField(null=True)),
                ],
                options={
                    'verbose_name': 'seal of the trail',
                    'verbose_name_plural': 'seals of the trail',
                    'ordering': ['-number'],
                },
            ),
            migrations.CreateModel(
                name='UserGroupTrail',
                fields=[
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                    ('id', models.BigIntegerField()),
                    ('group', models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='auth.group')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('user', models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'abstract': False,
                    'indexes': [models.Index(fields=['user'], name='usergrouptrail_place')],
                },
            ),
            migrations.CreateModel(
                name='UserTrail',
                fields=[
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                    ('id', models.BigIntegerField()),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                    ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                    ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                    ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                    ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                    ('language', models.CharField(choices=[('es', 'Español'), ('en', 'English')], default='es', max_length=5, verbose_name='language')),
                    ('expires_on', models.DateField(blank=True, null=True, verbose_name='expires on')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ],
                options={
                    'abstract': False,
                    'indexes': [models.Index(fields=['id'], name='usertrail_place')],
                },
            ),
        ]),
        migrations.CreateModel(
            name='ActionGroup',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('programme.action_population_groups',),
        ),
        migrations.CreateModel(
            name='UserGroup',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('programme.user_groups',),
        ),
        programme.trail.operations.AddTriggers([
            ('action', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_actiontrail" ("action_type", "carried_out_since", "code", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "programme_id", "retired_from", "right_id", "serial", "strategy_id", "term", "text_en", "text_es") SELECT new_values."action_type", new_values."carried_out_since", new_values."code", new_values."id", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."programme_id", new_values."retired_from", new_values."right_id", new_values."serial", new_values."strategy_id", new_values."term", new_values."text_en", new_values."text_es" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='967acd56ad2db8737a944d2657e7113c61039e14', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_8a14c', referencing='REFERENCING NEW TABLE AS new_values ', table='programme_action', when='AFTER'))),
            ('action', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_actiontrail" ("action_type", "carried_out_since", "code", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "programme_id", "retired_from", "right_id", "serial", "strategy_id", "term", "text_en", "text_es") SELECT new_values."action_type", new_values."carried_out_since", new_values."code", new_values."id", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."programme_id", new_values."retired_from", new_values."right_id", new_values."serial", new_values."strategy_id", new_values."term", new_values."text_en", new_values."text_es" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='a0bef0edb40eb9cea45caede139c347796c01487', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_69901', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='programme_action', when='AFTER'))),
            ('action', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_actiontrail" ("action_type", "carried_out_since", "code", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "programme_id", "retired_from", "right_id", "serial", "strategy_id", "term", "text_en", "text_es") SELECT old_values."action_type", old_values."carried_out_since", old_values."code", old_values."id", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."programme_id", old_values."retired_from", old_values."right_id", old_values."serial", old_values."strategy_id", old_values."term", old_values."text_en", old_values."text_es" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='08faed42898dfd647d983091a06e74baac39ebae', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_fa18c', referencing='REFERENCING OLD TABLE AS old_values ', table='programme_action', when='AFTER'))),
            ('actionbody', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_actionbodytrail" ("action_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "unit_id") SELECT new_values."action_id", new_values."id", new_values."name", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."position", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='a8bbaf9d7c36868bc37336029a069bd83ef1312b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_e7950', referencing='REFERENCING NEW TABLE AS new_values ', table='programme_actionbody', when='AFTER'))),
            ('actionbody', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_actionbodytrail" ("action_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "unit_id") SELECT new_values."action_id", new_values."id", new_values."name", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."position", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f6b83746350bc5ab01506e03538e55a5ff7bfbad', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_8da58', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='programme_actionbody', when='AFTER'))),
            ('actionbody', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_actionbodytrail" ("action_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "unit_id") SELECT old_values."action_id", old_values."id", old_values."name", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."position", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='664f47d9ae03a9c09ab4db76449ec8ac70af07ad', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_996aa', referencing='REFERENCING OLD TABLE AS old_values ', table='programme_actionbody', when='AFTER'))),
            ('budgetunit', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_budgetunittrail" ("code", "id", "kind", "name", "obliged_from", "obliged_until", "pgh_context_id", "pgh_created_at", "pgh_label", "sector") SELECT new_values."code", new_values."id", new_values."kind", new_values."name", new_values."obliged_from", new_values."obliged_until", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."sector" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='7077412c567833f508bd1fcfcad765788bf0360a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_2467a', referencing='REFERENCING NEW TABLE AS new_values ', table='programme_budgetunit', when='AFTER'))),
            ('budgetunit', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_budgetunittrail" ("code", "id", "kind", "name", "obliged_from", "obliged_until", "pgh_context_id", "pgh_created_at", "pgh_label", "sector") SELECT new_values."code", new_values."id", new_values."kind", new_values."name", new_values."obliged_from", new_values."obliged_until", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."sector" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='3157bedf954f8a83c7f83fd1c4fcb722b7dc7b24', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_571fb', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='programme_budgetunit', when='AFTER'))),
            ('budgetunit', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_budgetunittrail" ("code", "id", "kind", "name", "obliged_from", "obliged_until", "pgh_context_id", "pgh_created_at", "pgh_label", "sector") SELECT old_values."code", old_values."id", old_values."kind", old_values."name", old_values."obliged_from", old_values."obliged_until", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."sector" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='b0c2ab4076628bb21c7000c3f0697d3d2d8c5b91', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_360b4', referencing='REFERENCING OLD TABLE AS old_values ', table='programme_budgetunit', when='AFTER'))),
            ('importbatch', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_importbatchtrail" ("at", "by_id", "counts", "file_hash", "file_name", "id", "kind", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "stored_file", "year") SELECT new_values."at", new_values."by_id", new_values."counts", new_values."file_hash", new_values."file_name", new_values."id", new_values."kind", new_values."outcome", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."stored_file", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='70be51ee20b237ee2d974b2627679de08e3a044b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_a2ad0', referencing='REFERENCING NEW TABLE AS new_values ', table='programme_importbatch', when='AFTER'))),
            ('importbatch', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_importbatchtrail" ("at", "by_id", "counts", "file_hash", "file_name", "id", "kind", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "stored_file", "year") SELECT new_values."at", new_values."by_id", new_values."counts", new_values."file_hash", new_values."file_name", new_values."id", new_values."kind", new_values."outcome", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."stored_file", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8aac8ea847bf82f57f5b088d5076aca7b5109789', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_5b26e', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='programme_importbatch', when='AFTER'))),
            ('importbatch', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_importbatchtrail" ("at", "by_id", "counts", "file_hash", "file_name", "id", "kind", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "stored_file", "year") SELECT old_values."at", old_values."by_id", old_values."counts", old_values."file_hash", old_values."file_name", old_values."id", old_values."kind", old_values."outcome", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."stored_file", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='cdb06ea5274aec4fa65770a211b4606e3ac69c4d', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_1fb04', referencing='REFERENCING OLD TABLE AS old_values ', table='programme_importbatch', when='AFTER'))),
            ('membership', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_membershiptrail" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "role", "since", "unit_id", "until", "user_id") SELECT new_values."id", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."role", new_values."since", new_values."unit_id", new_values."until", new_values."user_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='cb1a94bdfa9c6d9a46e240e1a9d874d349abca50', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_86025', referencing='REFERENCING NEW TABLE AS new_values ', table='programme_membership', when='AFTER'))),
            ('membership', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_membershiptrail" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "role", "since", "unit_id", "until", "user_id") SELECT new_values."id", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."role", new_values."since", new_values."unit_id", new_values."until", new_values."user_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f47f8913b4f28d4a2cb7151c21a5fc4c8a347091', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_e0955', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='programme_membership', when='AFTER'))),
            ('membership', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_membershiptrail" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "role", "since", "unit_id", "until", "user_id") SELECT old_values."id", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."role", old_values."since", old_values."unit_id", old_values."until", old_values."user_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='30b27cffbcfc11644ff474426f0cd6d6966abd29', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_eaa62', referencing='REFERENCING OLD TABLE AS old_values ', table='programme_membership', when='AFTER'))),
            ('programme', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_programmetrail" ("code", "id", "in_force_from", "in_force_until", "kind", "legal_instrument", "long_until", "medium_until", "name_en", "name_es", "pgh_context_id", "pgh_created_at", "pgh_label", "short_until") SELECT new_values."code", new_values."id", new_values."in_force_from", new_values."in_force_until", new_values."kind", new_values."legal_instrument", new_values."long_until", new_values."medium_until", new_values."name_en", new_values."name_es", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."short_until" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='5027d194a4d1d3ba6f009d69746512d62d96d602', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_8921b', referencing='REFERENCING NEW TABLE AS new_values ', table='programme_programme', when='AFTER'))),
            ('programme', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_programmetrail" ("code", "id", "in_force_from", "in_force_until", "kind", "legal_instrument", "long_until", "medium_until", "name_en", "name_es", "pgh_context_id", "pgh_created_at", "pgh_label", "short_until") SELECT new_values."code", new_values."id", new_values."in_force_from", new_values."in_force_until", new_values."kind", new_values."legal_instrument", new_values."long_until", new_values."medium_until", new_values."name_en", new_values."name_es", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."short_until" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='242ae9854073b5f9d2d20a3b3a617f9ae31d204f', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_c42d8', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='programme_programme', when='AFTER'))),
            ('programme', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_programmetrail" ("code", "id", "in_force_from", "in_force_until", "kind", "legal_instrument", "long_until", "medium_until", "name_en", "name_es", "pgh_context_id", "pgh_created_at", "pgh_label", "short_until") SELECT old_values."code", old_values."id", old_values."in_force_from", old_values."in_force_until", old_values."kind", old_values."legal_instrument", old_values."long_until", old_values."medium_until", old_values."name_en", old_values."name_es", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."short_until" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='f5731147b5e29338b71f688dd0c5e1dbf7df2271', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_92681', referencing='REFERENCING OLD TABLE AS old_values ', table='programme_programme', when='AFTER'))),
            ('right', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_righttrail" ("code", "id", "kind", "name_en", "name_es", "nucleus", "pgh_context_id", "pgh_created_at", "pgh_label", "programme_id") SELECT new_values."code", new_values."id", new_values."kind", new_values."name_en", new_values."name_es", new_values."nucleus", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."programme_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='5e3f80bf3e3d4144ad6ad9fe8e7105f50a4727ae', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_18889', referencing='REFERENCING NEW TABLE AS new_values ', table='programme_right', when='AFTER'))),
            ('right', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_righttrail" ("code", "id", "kind", "name_en", "name_es", "nucleus", "pgh_context_id", "pgh_created_at", "pgh_label", "programme_id") SELECT new_values."code", new_values."id", new_values."kind", new_values."name_en", new_values."name_es", new_values."nucleus", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."programme_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d32204f916d697a89ca6ec0821e396fb9ca88c26', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_3523c', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='programme_right', when='AFTER'))),
            ('right', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_righttrail" ("code", "id", "kind", "name_en", "name_es", "nucleus", "pgh_context_id", "pgh_created_at", "pgh_label", "programme_id") SELECT old_values."code", old_values."id", old_values."kind", old_values."name_en", old_values."name_es", old_values."nucleus", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."programme_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='fe0ffc17d50504d3c7f4c9f47429372c3dd6ca58', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_06f70', referencing='REFERENCING OLD TABLE AS old_values ', table='programme_right', when='AFTER'))),
            ('strategy', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_strategytrail" ("code", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "programme_id", "right_id", "text_en", "text_es") SELECT new_values."code", new_values."id", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."programme_id", new_values."right_id", new_values."text_en", new_values."text_es" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='70cf318d10e4bf599d5b65ebcb570a29ed88e7d3', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_aeffa', referencing='REFERENCING NEW TABLE AS new_values ', table='programme_strategy', when='AFTER'))),
            ('strategy', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_strategytrail" ("code", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "programme_id", "right_id", "text_en", "text_es") SELECT new_values."code", new_values."id", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."programme_id", new_values."right_id", new_values."text_en", new_values."text_es" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='47046d36409f24e1808d348d66960404f2f59919', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_d96d6', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='programme_strategy', when='AFTER'))),
            ('strategy', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_strategytrail" ("code", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "programme_id", "right_id", "text_en", "text_es") SELECT old_values."code", old_values."id", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."programme_id", old_values."right_id", old_values."text_en", old_values."text_es" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='13d0f507b0ac395005a74ab1aa187cd9dc6e3e8a', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_1592a', referencing='REFERENCING OLD TABLE AS old_values ', table='programme_strategy', when='AFTER'))),
            ('succession', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_successiontrail" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "predecessor_id", "successor_id", "year") SELECT new_values."id", new_values."kind", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."predecessor_id", new_values."successor_id", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='bfdc890d1c8f650fb18f76c18191285d4d301562', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_3ffa9', referencing='REFERENCING NEW TABLE AS new_values ', table='programme_succession', when='AFTER'))),
            ('succession', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_successiontrail" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "predecessor_id", "successor_id", "year") SELECT new_values."id", new_values."kind", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."predecessor_id", new_values."successor_id", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='93ceb85ed6a21d53b4b0809d627cce3d4da9b663', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_6542a', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='programme_succession', when='AFTER'))),
            ('succession', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_successiontrail" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "predecessor_id", "successor_id", "year") SELECT old_values."id", old_values."kind", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."predecessor_id", old_values."successor_id", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='9b0f779632c88938e26b94a57720a572057c574f', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_8f438', referencing='REFERENCING OLD TABLE AS old_values ', table='programme_succession', when='AFTER'))),
            ('user', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_usertrail" ("date_joined", "email", "expires_on", "first_name", "id", "is_active", "is_staff", "is_superuser", "language", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "username") SELECT new_values."date_joined", new_values."email", new_values."expires_on", new_values."first_name", new_values."id", new_values."is_active", new_values."is_staff", new_values."is_superuser", new_values."language", new_values."last_name", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."username" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='407a5f222176e7096330eac3c49ee42701ded543', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_4f21c', referencing='REFERENCING NEW TABLE AS new_values ', table='programme_user', when='AFTER'))),
            ('user', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_usertrail" ("date_joined", "email", "expires_on", "first_name", "id", "is_active", "is_staff", "is_superuser", "language", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "username") SELECT new_values."date_joined", new_values."email", new_values."expires_on", new_values."first_name", new_values."id", new_values."is_active", new_values."is_staff", new_values."is_superuser", new_values."language", new_values."last_name", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."username" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."date_joined" IS DISTINCT FROM (new_values."date_joined") OR old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."expires_on" IS DISTINCT FROM (new_values."expires_on") OR old_values."first_name" IS DISTINCT FROM (new_values."first_name") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."is_active" IS DISTINCT FROM (new_values."is_active") OR old_values."is_staff" IS DISTINCT FROM (new_values."is_staff") OR old_values."is_superuser" IS DISTINCT FROM (new_values."is_superuser") OR old_values."language" IS DISTINCT FROM (new_values."language") OR old_values."last_name" IS DISTINCT FROM (new_values."last_name") OR old_values."username" IS DISTINCT FROM (new_values."username")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8782e03774a543a7258739f528340a586e61723c', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_fd6da', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='programme_user', when='AFTER'))),
            ('user', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_usertrail" ("date_joined", "email", "expires_on", "first_name", "id", "is_active", "is_staff", "is_superuser", "language", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "username") SELECT old_values."date_joined", old_values."email", old_values."expires_on", old_values."first_name", old_values."id", old_values."is_active", old_values."is_staff", old_values."is_superuser", old_values."language", old_values."last_name", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."username" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='60eb6007b6a9cd0adefb1b431c0f655741c87144', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_712bb', referencing='REFERENCING OLD TABLE AS old_values ', table='programme_user', when='AFTER'))),
            ('actiongroup', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_actiongrouptrail" ("action_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "right_id") SELECT new_values."action_id", new_values."id", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."right_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='6f54da9b4d229809dfadccf892af83d76eefe07a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_e456f', referencing='REFERENCING NEW TABLE AS new_values ', table='programme_action_population_groups', when='AFTER'))),
            ('actiongroup', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_actiongrouptrail" ("action_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "right_id") SELECT new_values."action_id", new_values."id", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."right_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='cee54c76a99455891e300e196184033a810a8f06', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_e36d4', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='programme_action_population_groups', when='AFTER'))),
            ('actiongroup', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_actiongrouptrail" ("action_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "right_id") SELECT old_values."action_id", old_values."id", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."right_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='522c2fe6942512de5716b50f22fc13f6af4a6b10', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_abc88', referencing='REFERENCING OLD TABLE AS old_values ', table='programme_action_population_groups', when='AFTER'))),
            ('usergroup', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_usergrouptrail" ("group_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "user_id") SELECT new_values."group_id", new_values."id", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."user_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ee9adfdf8579a99ec8221ac400136f3f5c552120', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_5720e', referencing='REFERENCING NEW TABLE AS new_values ', table='programme_user_groups', when='AFTER'))),
            ('usergroup', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_usergrouptrail" ("group_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "user_id") SELECT new_values."group_id", new_values."id", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."user_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e6cd1d7d77a6c27f9caaa2ab312101c3e05ead78', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_2f185', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='programme_user_groups', when='AFTER'))),
            ('usergroup', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programme_usergrouptrail" ("group_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "user_id") SELECT old_values."group_id", old_values."id", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."user_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='04efa5bbf13264b102029aab23238e99c149430a', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_e3fd4', referencing='REFERENCING OLD TABLE AS old_values ', table='programme_user_groups', when='AFTER'))),
        ]),
        migrations.RunSQL(SQL.read_text(), UNDO),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
    ]
