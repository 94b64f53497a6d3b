import budgeting.models.money_fields
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import programme.trail.tracking
from django.conf import settings
from django.db import migrations, models


# What the trail records, and the table of its entries.
RECORDED = [
    ("budgeting_ceiling", "budgeting_ceilingtrail"),
    ("budgeting_citation", "budgeting_citationtrail"),
    ("budgeting_contribution", "budgeting_contributiontrail"),
    ("budgeting_event", "budgeting_eventtrail"),
    ("budgeting_extension", "budgeting_extensiontrail"),
    ("budgeting_fiscalyear", "budgeting_fiscalyeartrail"),
    ("budgeting_observation", "budgeting_observationtrail"),
    ("budgeting_policyframework", "budgeting_policyframeworktrail"),
    ("budgeting_proposal", "budgeting_proposaltrail"),
    ("budgeting_spendingline", "budgeting_spendinglinetrail"),
    ("budgeting_submission", "budgeting_submissiontrail"),
    ("budgeting_waiver", "budgeting_waivertrail"),
    ("budgeting_yearprogramme", "budgeting_yearprogrammetrail"),
]
BEGIN = "\n".join(
    f"SELECT trail_begin('{table}', '{entries}');" for table, entries in RECORDED
)


class Migration(migrations.Migration):

    dependencies = [
        ('budgeting', '0007_keys_checked_by_sets'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('programme', '0003_trail'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CeilingTrail',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('chapter', models.PositiveSmallIntegerField(blank=True, choices=[(1000, '1000'), (2000, '2000'), (3000, '3000'), (4000, '4000'), (5000, '5000'), (6000, '6000'), (7000, '7000'), (8000, '8000'), (9000, '9000')], null=True, verbose_name='chapter')),
                ('amount', budgeting.models.money_fields.AmountField(decimal_places=2, max_digits=15, verbose_name='amount')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CitationTrail',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('share', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='share in basis points')),
                ('strength', models.CharField(blank=True, choices=[('direct', 'Direct'), ('supporting', 'Supporting'), ('enabling', 'Enabling')], max_length=10, verbose_name='strength')),
                ('justification', models.CharField(blank=True, max_length=500, verbose_name='justification')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ContributionTrail',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EventTrail',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('created', 'Created'), ('edited', 'Edited'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('approved', 'Approved'), ('reopened', 'Reopened'), ('imported', 'Imported'), ('observed', 'Observation made'), ('replied', 'Observation answered'), ('resolved', 'Observation resolved'), ('waived', 'Waiver granted'), ('extended', 'Window extended'), ('year_created', 'Year created'), ('year_closed', 'Year closed'), ('year_opened', 'Year opened'), ('ceilings_loaded', 'Ceilings loaded'), ('publication_asked', 'Publication asked for'), ('published', 'Published')], max_length=20, verbose_name='kind')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='time')),
                ('from_status', models.CharField(blank=True, max_length=10, verbose_name='from')),
                ('to_status', models.CharField(blank=True, max_length=10, verbose_name='to')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('data', models.JSONField(blank=True, default=dict, verbose_name='details')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ExtensionTrail',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('until', models.DateField(verbose_name='until')),
                ('reason', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FiscalYearTrail',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField(serialize=False, validators=[django.core.validators.MinValueValidator(1900), django.core.validators.MaxValueValidator(2200)], verbose_name='year')),
                ('linking', models.CharField(choices=[('requested', 'Requested'), ('required', 'Required')], default='required', max_length=10, verbose_name='linking rule')),
                ('legal_basis_es', models.TextField(blank=True, verbose_name='legal basis in Spanish')),
                ('legal_basis_en', models.TextField(blank=True, verbose_name='legal basis in English')),
                ('opens_on', models.DateField(blank=True, null=True, verbose_name='window opens on')),
                ('closes_on', models.DateField(blank=True, null=True, verbose_name='window closes on')),
                ('time_zone', models.CharField(default='America/Mexico_City', max_length=50, verbose_name='time zone')),
                ('currency', models.CharField(default='MXN', max_length=3, validators=[django.core.validators.RegexValidator('^[A-Z]{3}$', 'Use the three capitals of ISO 4217.')], verbose_name='currency')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='first published at')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ObservationTrail',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('line_code', models.CharField(blank=True, max_length=20, verbose_name='line')),
                ('line_text', models.CharField(blank=True, max_length=1000, verbose_name='text of the line')),
                ('code', models.CharField(blank=True, max_length=20, verbose_name='code')),
                ('text', models.TextField(verbose_name='observation')),
                ('severity', models.CharField(choices=[('blocking', 'Blocking'), ('advisory', 'Advisory')], default='blocking', max_length=10, verbose_name='severity')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due on')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('reply', models.TextField(blank=True, verbose_name='reply')),
                ('replied_at', models.DateTimeField(blank=True, null=True)),
                ('resolution', models.CharField(blank=True, choices=[('solved', 'Solved'), ('withdrawn', 'Withdrawn')], max_length=10, verbose_name='resolution')),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PolicyFrameworkTrail',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(db_collation='C', max_length=20, verbose_name='code')),
                ('name', models.CharField(max_length=300, verbose_name='institutional activity')),
                ('problem', models.TextField(blank=True, verbose_name='problem and evidence')),
                ('objective', models.TextField(blank=True, verbose_name='objective')),
                ('target_population', models.TextField(blank=True, verbose_name='target population')),
                ('expected_result', models.TextField(blank=True, verbose_name='expected result')),
                ('unit_of_measure', models.CharField(blank=True, max_length=150, verbose_name='unit of measure')),
                ('physical_target', models.DecimalField(blank=True, decimal_places=2, max_digits=15, null=True, verbose_name='physical target of the year')),
                ('monthly_targets', django.contrib.postgres.fields.ArrayField(base_field=models.DecimalField(blank=True, decimal_places=2, max_digits=15, null=True), blank=True, default=list, size=12, verbose_name='physical target by month')),
                ('indicator', models.TextField(blank=True, verbose_name='indicator')),
                ('function', models.CharField(blank=True, max_length=20, verbose_name='function')),
                ('gender_perspective', models.TextField(blank=True, verbose_name='gender perspective')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('pending', models.JSONField(blank=True, default=dict, verbose_name='typed but not read yet')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed at')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='removed at')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProposalTrail',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('approved', 'Approved')], default='draft', max_length=10, verbose_name='status')),
                ('origin', models.CharField(choices=[('entered', 'Entered by the unit'), ('imported', 'Imported from a file'), ('on_behalf', "Formulated by Finance on the unit's behalf")], default='entered', max_length=10, verbose_name='origin')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('return_due', models.DateField(blank=True, null=True, verbose_name='to be answered by')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='submitted at')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
                ('source_hash', models.CharField(blank=True, max_length=64, verbose_name='hash of the imported rows')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SpendingLineTrail',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(db_collation='C', max_length=20, verbose_name='line code')),
                ('object_code', models.CharField(max_length=4, validators=[django.core.validators.RegexValidator('^[1-9][0-9]{3}$', 'A partida is four digits, 1000 to 9999.')], verbose_name='object of expenditure (partida)')),
                ('description', models.CharField(max_length=1000, verbose_name='description')),
                ('amount', budgeting.models.money_fields.AmountField(decimal_places=2, max_digits=15, verbose_name='amount')),
                ('territory', models.CharField(blank=True, max_length=200, verbose_name='territory')),
                ('classification', models.JSONField(blank=True, default=dict, verbose_name='other segments of the budget key')),
                ('screened', models.CharField(blank=True, choices=[('none', 'No action applies')], max_length=10, verbose_name='screened')),
                ('screened_reason', models.CharField(blank=True, max_length=500, verbose_name='reason why no action applies')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('pending', models.JSONField(blank=True, default=dict, verbose_name='typed but not read yet')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed at')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='removed at')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SubmissionTrail',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('content_hash', models.CharField(max_length=64, verbose_name='SHA-256 of the content')),
                ('signer', models.CharField(max_length=300, verbose_name='signed by')),
                ('at', models.DateTimeField(verbose_name='time')),
                ('trail_position', models.BigIntegerField(default=0, verbose_name='sealed entries of the trail')),
                ('trail_hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64, verbose_name='hash of the trail')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WaiverTrail',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('reason', models.TextField(verbose_name='reason')),
                ('amount', budgeting.models.money_fields.AmountField(decimal_places=2, max_digits=15, verbose_name='amount when granted')),
                ('object_code', models.CharField(max_length=4, verbose_name='partida when granted')),
                ('description', models.CharField(max_length=1000, verbose_name='description when granted')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('lapsed_at', models.DateTimeField(blank=True, null=True, verbose_name='lapsed at')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='YearProgrammeTrail',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('is_main', models.BooleanField(default=False, verbose_name="the year's programme")),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='submission',
            name='trail_hash',
            field=models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64, verbose_name='hash of the trail'),
        ),
        migrations.AddField(
            model_name='submission',
            name='trail_position',
            field=models.BigIntegerField(default=0, verbose_name='sealed entries of the trail'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ceiling',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_ceilingtrail" ("amount", "chapter", "fiscal_year_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "unit_id") SELECT new_values."amount", new_values."chapter", new_values."fiscal_year_id", new_values."id", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='465e90e3584d628fec987da7a7742ad737f3d67e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_70f98', referencing='REFERENCING NEW TABLE AS new_values ', table='budgeting_ceiling', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ceiling',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_ceilingtrail" ("amount", "chapter", "fiscal_year_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "unit_id") SELECT new_values."amount", new_values."chapter", new_values."fiscal_year_id", new_values."id", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='a125a682c290847d7a74611c8d81fc72cf4c1a52', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_f35cb', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='budgeting_ceiling', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ceiling',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_ceilingtrail" ("amount", "chapter", "fiscal_year_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "unit_id") SELECT old_values."amount", old_values."chapter", old_values."fiscal_year_id", old_values."id", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='369ae39bc67b6e22b7c10a9cc2db950d34225170', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_3e193', referencing='REFERENCING OLD TABLE AS old_values ', table='budgeting_ceiling', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_citationtrail" ("action_id", "id", "justification", "line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "programme_id", "share", "strength") SELECT new_values."action_id", new_values."id", new_values."justification", new_values."line_id", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."programme_id", new_values."share", new_values."strength" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='c3ca62eb68ecad20339ca76a611aa258b355fd14', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_a9c82', referencing='REFERENCING NEW TABLE AS new_values ', table='budgeting_citation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_citationtrail" ("action_id", "id", "justification", "line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "programme_id", "share", "strength") SELECT new_values."action_id", new_values."id", new_values."justification", new_values."line_id", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."programme_id", new_values."share", new_values."strength" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='17b3b2565aa2ed0253b4a37a87d9d204517f4db6', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_f212f', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='budgeting_citation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_citationtrail" ("action_id", "id", "justification", "line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "programme_id", "share", "strength") SELECT old_values."action_id", old_values."id", old_values."justification", old_values."line_id", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."programme_id", old_values."share", old_values."strength" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='07ac6ec9481d25de0cd8842c48b330c23692f1fa', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_394d4', referencing='REFERENCING OLD TABLE AS old_values ', table='budgeting_citation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contribution',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_contributiontrail" ("at", "by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "proposal_id") SELECT new_values."at", new_values."by_id", new_values."id", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."proposal_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='280ddbfeccc7f93a9a8e0c81989a1c9e661d23dc', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_7f8bb', referencing='REFERENCING NEW TABLE AS new_values ', table='budgeting_contribution', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contribution',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_contributiontrail" ("at", "by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "proposal_id") SELECT new_values."at", new_values."by_id", new_values."id", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."proposal_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f7c4b852088c8ac9063bf10ef72e23e0a7e8d9ac', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_2bc9b', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='budgeting_contribution', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contribution',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_contributiontrail" ("at", "by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "proposal_id") SELECT old_values."at", old_values."by_id", old_values."id", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."proposal_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='53ad2c3f251a3ce234ab6703f53f1abcf5db0b76', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_4139b', referencing='REFERENCING OLD TABLE AS old_values ', table='budgeting_contribution', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_eventtrail" ("at", "batch_id", "by_id", "data", "fiscal_year_id", "from_status", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "proposal_id", "to_status", "unit_id") SELECT new_values."at", new_values."batch_id", new_values."by_id", new_values."data", new_values."fiscal_year_id", new_values."from_status", new_values."id", new_values."kind", new_values."note", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."proposal_id", new_values."to_status", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d0496bbe8612e9f5af1e4f432cf08ee5e690c3d8', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_7f5a0', referencing='REFERENCING NEW TABLE AS new_values ', table='budgeting_event', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_eventtrail" ("at", "batch_id", "by_id", "data", "fiscal_year_id", "from_status", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "proposal_id", "to_status", "unit_id") SELECT new_values."at", new_values."batch_id", new_values."by_id", new_values."data", new_values."fiscal_year_id", new_values."from_status", new_values."id", new_values."kind", new_values."note", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."proposal_id", new_values."to_status", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='afcb7bd3c2eb31577acd8430e6b8a103c748f07b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_f9ea6', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='budgeting_event', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_eventtrail" ("at", "batch_id", "by_id", "data", "fiscal_year_id", "from_status", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "proposal_id", "to_status", "unit_id") SELECT old_values."at", old_values."batch_id", old_values."by_id", old_values."data", old_values."fiscal_year_id", old_values."from_status", old_values."id", old_values."kind", old_values."note", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."proposal_id", old_values."to_status", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='1ac708e5438b6d66e2d65772c13239229fa5a2bb', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_71215', referencing='REFERENCING OLD TABLE AS old_values ', table='budgeting_event', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='extension',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_extensiontrail" ("at", "by_id", "fiscal_year_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "reason", "unit_id", "until") SELECT new_values."at", new_values."by_id", new_values."fiscal_year_id", new_values."id", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."reason", new_values."unit_id", new_values."until" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='3bc08fcd8e38f0c979237153d6edbe7ef9bc2ed5', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_dff3a', referencing='REFERENCING NEW TABLE AS new_values ', table='budgeting_extension', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='extension',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_extensiontrail" ("at", "by_id", "fiscal_year_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "reason", "unit_id", "until") SELECT new_values."at", new_values."by_id", new_values."fiscal_year_id", new_values."id", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."reason", new_values."unit_id", new_values."until" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ed5fbe0359ffe0724907f2035fee83023af32389', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_e5a73', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='budgeting_extension', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='extension',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_extensiontrail" ("at", "by_id", "fiscal_year_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "reason", "unit_id", "until") SELECT old_values."at", old_values."by_id", old_values."fiscal_year_id", old_values."id", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."reason", old_values."unit_id", old_values."until" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='5a8e937192f82e9bab0c66b28b66e27446aadc8d', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_ebf90', referencing='REFERENCING OLD TABLE AS old_values ', table='budgeting_extension', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fiscalyear',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_fiscalyeartrail" ("closed_at", "closes_on", "currency", "legal_basis_en", "legal_basis_es", "linking", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "published_at", "time_zone", "year") SELECT new_values."closed_at", new_values."closes_on", new_values."currency", new_values."legal_basis_en", new_values."legal_basis_es", new_values."linking", new_values."opens_on", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."published_at", new_values."time_zone", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='3a92415445e709518c78e4f4dcfdd3bf081e4a5e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_6b1c0', referencing='REFERENCING NEW TABLE AS new_values ', table='budgeting_fiscalyear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fiscalyear',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_fiscalyeartrail" ("closed_at", "closes_on", "currency", "legal_basis_en", "legal_basis_es", "linking", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "published_at", "time_zone", "year") SELECT new_values."closed_at", new_values."closes_on", new_values."currency", new_values."legal_basis_en", new_values."legal_basis_es", new_values."linking", new_values."opens_on", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."published_at", new_values."time_zone", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."year") = (new_values."year") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='59d9358be34623feaade6e539d1e6384b53d6bc3', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_4e29c', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='budgeting_fiscalyear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fiscalyear',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_fiscalyeartrail" ("closed_at", "closes_on", "currency", "legal_basis_en", "legal_basis_es", "linking", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "published_at", "time_zone", "year") SELECT old_values."closed_at", old_values."closes_on", old_values."currency", old_values."legal_basis_en", old_values."legal_basis_es", old_values."linking", old_values."opens_on", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."published_at", old_values."time_zone", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='b1b1ef46242fd13d07676e4a1900f0e14165b2ba', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_d539b', referencing='REFERENCING OLD TABLE AS old_values ', table='budgeting_fiscalyear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='observation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_observationtrail" ("at", "by_id", "citation_id", "code", "due_on", "framework_id", "id", "line_code", "line_id", "line_text", "pgh_context_id", "pgh_created_at", "pgh_label", "proposal_id", "replied_at", "replied_by_id", "reply", "resolution", "resolved_at", "resolved_by_id", "severity", "text") SELECT new_values."at", new_values."by_id", new_values."citation_id", new_values."code", new_values."due_on", new_values."framework_id", new_values."id", new_values."line_code", new_values."line_id", new_values."line_text", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."proposal_id", new_values."replied_at", new_values."replied_by_id", new_values."reply", new_values."resolution", new_values."resolved_at", new_values."resolved_by_id", new_values."severity", new_values."text" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='cea5740dd8c70265568abb53e0468582d950405b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_95806', referencing='REFERENCING NEW TABLE AS new_values ', table='budgeting_observation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='observation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_observationtrail" ("at", "by_id", "citation_id", "code", "due_on", "framework_id", "id", "line_code", "line_id", "line_text", "pgh_context_id", "pgh_created_at", "pgh_label", "proposal_id", "replied_at", "replied_by_id", "reply", "resolution", "resolved_at", "resolved_by_id", "severity", "text") SELECT new_values."at", new_values."by_id", new_values."citation_id", new_values."code", new_values."due_on", new_values."framework_id", new_values."id", new_values."line_code", new_values."line_id", new_values."line_text", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."proposal_id", new_values."replied_at", new_values."replied_by_id", new_values."reply", new_values."resolution", new_values."resolved_at", new_values."resolved_by_id", new_values."severity", new_values."text" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8329f15a13099a111d465cad9fe796615c0bb6d1', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_e4b02', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='budgeting_observation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='observation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_observationtrail" ("at", "by_id", "citation_id", "code", "due_on", "framework_id", "id", "line_code", "line_id", "line_text", "pgh_context_id", "pgh_created_at", "pgh_label", "proposal_id", "replied_at", "replied_by_id", "reply", "resolution", "resolved_at", "resolved_by_id", "severity", "text") SELECT old_values."at", old_values."by_id", old_values."citation_id", old_values."code", old_values."due_on", old_values."framework_id", old_values."id", old_values."line_code", old_values."line_id", old_values."line_text", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."proposal_id", old_values."replied_at", old_values."replied_by_id", old_values."reply", old_values."resolution", old_values."resolved_at", old_values."resolved_by_id", old_values."severity", old_values."text" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='b54fb7d11afde590db17c52da40e2cc5eed1e841', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_9a648', referencing='REFERENCING OLD TABLE AS old_values ', table='budgeting_observation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policyframework',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_policyframeworktrail" ("code", "confirmed_at", "copied_from_id", "expected_result", "function", "gender_perspective", "id", "indicator", "monthly_targets", "name", "objective", "pending", "pgh_context_id", "pgh_created_at", "pgh_label", "physical_target", "position", "problem", "proposal_id", "removed_at", "target_population", "unit_of_measure", "version") SELECT new_values."code", new_values."confirmed_at", new_values."copied_from_id", new_values."expected_result", new_values."function", new_values."gender_perspective", new_values."id", new_values."indicator", new_values."monthly_targets", new_values."name", new_values."objective", new_values."pending", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."physical_target", new_values."position", new_values."problem", new_values."proposal_id", new_values."removed_at", new_values."target_population", new_values."unit_of_measure", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='4a0fddac38d918b922a124bdbe14f6865872786a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_5c34d', referencing='REFERENCING NEW TABLE AS new_values ', table='budgeting_policyframework', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policyframework',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_policyframeworktrail" ("code", "confirmed_at", "copied_from_id", "expected_result", "function", "gender_perspective", "id", "indicator", "monthly_targets", "name", "objective", "pending", "pgh_context_id", "pgh_created_at", "pgh_label", "physical_target", "position", "problem", "proposal_id", "removed_at", "target_population", "unit_of_measure", "version") SELECT new_values."code", new_values."confirmed_at", new_values."copied_from_id", new_values."expected_result", new_values."function", new_values."gender_perspective", new_values."id", new_values."indicator", new_values."monthly_targets", new_values."name", new_values."objective", new_values."pending", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."physical_target", new_values."position", new_values."problem", new_values."proposal_id", new_values."removed_at", new_values."target_population", new_values."unit_of_measure", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='70bae4702a012d8a5e2c6391015636d434403547', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_7913e', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='budgeting_policyframework', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policyframework',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_policyframeworktrail" ("code", "confirmed_at", "copied_from_id", "expected_result", "function", "gender_perspective", "id", "indicator", "monthly_targets", "name", "objective", "pending", "pgh_context_id", "pgh_created_at", "pgh_label", "physical_target", "position", "problem", "proposal_id", "removed_at", "target_population", "unit_of_measure", "version") SELECT old_values."code", old_values."confirmed_at", old_values."copied_from_id", old_values."expected_result", old_values."function", old_values."gender_perspective", old_values."id", old_values."indicator", old_values."monthly_targets", old_values."name", old_values."objective", old_values."pending", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."physical_target", old_values."position", old_values."problem", old_values."proposal_id", old_values."removed_at", old_values."target_population", old_values."unit_of_measure", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='09ed509872a5899ef54b222cafd2c9800a403f8a', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_24b34', referencing='REFERENCING OLD TABLE AS old_values ', table='budgeting_policyframework', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_proposaltrail" ("approved_at", "approved_by_id", "created_at", "fiscal_year_id", "id", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "return_due", "source_hash", "status", "submitted_at", "submitted_by_id", "unit_id", "version") SELECT new_values."approved_at", new_values."approved_by_id", new_values."created_at", new_values."fiscal_year_id", new_values."id", new_values."origin", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."return_due", new_values."source_hash", new_values."status", new_values."submitted_at", new_values."submitted_by_id", new_values."unit_id", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='1b237bf79be8d58413320470b73c302833455a2a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_7e6e6', referencing='REFERENCING NEW TABLE AS new_values ', table='budgeting_proposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_proposaltrail" ("approved_at", "approved_by_id", "created_at", "fiscal_year_id", "id", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "return_due", "source_hash", "status", "submitted_at", "submitted_by_id", "unit_id", "version") SELECT new_values."approved_at", new_values."approved_by_id", new_values."created_at", new_values."fiscal_year_id", new_values."id", new_values."origin", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."return_due", new_values."source_hash", new_values."status", new_values."submitted_at", new_values."submitted_by_id", new_values."unit_id", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f5ab61b2a38e4947820e931f246bc569f051f438', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_71121', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='budgeting_proposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_proposaltrail" ("approved_at", "approved_by_id", "created_at", "fiscal_year_id", "id", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "return_due", "source_hash", "status", "submitted_at", "submitted_by_id", "unit_id", "version") SELECT old_values."approved_at", old_values."approved_by_id", old_values."created_at", old_values."fiscal_year_id", old_values."id", old_values."origin", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."return_due", old_values."source_hash", old_values."status", old_values."submitted_at", old_values."submitted_by_id", old_values."unit_id", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='df3ba6c35fcaf522f8d660e02b07e7426965a18f', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_eae8c', referencing='REFERENCING OLD TABLE AS old_values ', table='budgeting_proposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='spendingline',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_spendinglinetrail" ("amount", "classification", "code", "confirmed_at", "copied_from_id", "description", "framework_id", "id", "object_code", "pending", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "proposal_id", "removed_at", "screened", "screened_reason", "territory", "version") SELECT new_values."amount", new_values."classification", new_values."code", new_values."confirmed_at", new_values."copied_from_id", new_values."description", new_values."framework_id", new_values."id", new_values."object_code", new_values."pending", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."position", new_values."proposal_id", new_values."removed_at", new_values."screened", new_values."screened_reason", new_values."territory", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9d49514ed8efb9191c59707f3ed8a216a3ed9766', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_88b22', referencing='REFERENCING NEW TABLE AS new_values ', table='budgeting_spendingline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='spendingline',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_spendinglinetrail" ("amount", "classification", "code", "confirmed_at", "copied_from_id", "description", "framework_id", "id", "object_code", "pending", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "proposal_id", "removed_at", "screened", "screened_reason", "territory", "version") SELECT new_values."amount", new_values."classification", new_values."code", new_values."confirmed_at", new_values."copied_from_id", new_values."description", new_values."framework_id", new_values."id", new_values."object_code", new_values."pending", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."position", new_values."proposal_id", new_values."removed_at", new_values."screened", new_values."screened_reason", new_values."territory", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2d016538e38c6b110a7afc1124cd25c4e65ad43a', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_ae7e3', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='budgeting_spendingline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='spendingline',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_spendinglinetrail" ("amount", "classification", "code", "confirmed_at", "copied_from_id", "description", "framework_id", "id", "object_code", "pending", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "proposal_id", "removed_at", "screened", "screened_reason", "territory", "version") SELECT old_values."amount", old_values."classification", old_values."code", old_values."confirmed_at", old_values."copied_from_id", old_values."description", old_values."framework_id", old_values."id", old_values."object_code", old_values."pending", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."position", old_values."proposal_id", old_values."removed_at", old_values."screened", old_values."screened_reason", old_values."territory", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='59830116be81760037eb80e84457c27f5a44d611', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_be33b', referencing='REFERENCING OLD TABLE AS old_values ', table='budgeting_spendingline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='submission',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_submissiontrail" ("at", "by_id", "content_hash", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "proposal_id", "signer", "trail_hash", "trail_position") SELECT new_values."at", new_values."by_id", new_values."content_hash", new_values."id", new_values."number", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."proposal_id", new_values."signer", new_values."trail_hash", new_values."trail_position" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e8e09cd3c4b7a6f73c104e26b8558764800b725c', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_04695', referencing='REFERENCING NEW TABLE AS new_values ', table='budgeting_submission', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='submission',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_submissiontrail" ("at", "by_id", "content_hash", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "proposal_id", "signer", "trail_hash", "trail_position") SELECT new_values."at", new_values."by_id", new_values."content_hash", new_values."id", new_values."number", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."proposal_id", new_values."signer", new_values."trail_hash", new_values."trail_position" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."at" IS DISTINCT FROM (new_values."at") OR old_values."by_id" IS DISTINCT FROM (new_values."by_id") OR old_values."content_hash" IS DISTINCT FROM (new_values."content_hash") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."number" IS DISTINCT FROM (new_values."number") OR old_values."proposal_id" IS DISTINCT FROM (new_values."proposal_id") OR old_values."signer" IS DISTINCT FROM (new_values."signer") OR old_values."trail_hash" IS DISTINCT FROM (new_values."trail_hash") OR old_values."trail_position" IS DISTINCT FROM (new_values."trail_position")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='3373f6efdb3a8b019734c505f5d38dddc5bf3003', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_5f22c', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='budgeting_submission', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='submission',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_submissiontrail" ("at", "by_id", "content_hash", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "proposal_id", "signer", "trail_hash", "trail_position") SELECT old_values."at", old_values."by_id", old_values."content_hash", old_values."id", old_values."number", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."proposal_id", old_values."signer", old_values."trail_hash", old_values."trail_position" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='1fc1662e71fe41c2836d3537bdb00433d930d878', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_fb555', referencing='REFERENCING OLD TABLE AS old_values ', table='budgeting_submission', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waiver',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_waivertrail" ("amount", "at", "by_id", "description", "id", "lapsed_at", "line_id", "object_code", "pgh_context_id", "pgh_created_at", "pgh_label", "reason") SELECT new_values."amount", new_values."at", new_values."by_id", new_values."description", new_values."id", new_values."lapsed_at", new_values."line_id", new_values."object_code", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."reason" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d5a417e9caefce4c6512436217b09fb9ab2693c7', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_80333', referencing='REFERENCING NEW TABLE AS new_values ', table='budgeting_waiver', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waiver',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_waivertrail" ("amount", "at", "by_id", "description", "id", "lapsed_at", "line_id", "object_code", "pgh_context_id", "pgh_created_at", "pgh_label", "reason") SELECT new_values."amount", new_values."at", new_values."by_id", new_values."description", new_values."id", new_values."lapsed_at", new_values."line_id", new_values."object_code", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."reason" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='a1c7b644af7cb8cd23828ec655f383705f917a04', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_ac3b7', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='budgeting_waiver', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waiver',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_waivertrail" ("amount", "at", "by_id", "description", "id", "lapsed_at", "line_id", "object_code", "pgh_context_id", "pgh_created_at", "pgh_label", "reason") SELECT old_values."amount", old_values."at", old_values."by_id", old_values."description", old_values."id", old_values."lapsed_at", old_values."line_id", old_values."object_code", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."reason" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='7a6f3fb493052ca18c43f3b000cda1122a26b45d', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_0f63a', referencing='REFERENCING OLD TABLE AS old_values ', table='budgeting_waiver', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='yearprogramme',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_yearprogrammetrail" ("fiscal_year_id", "id", "is_main", "pgh_context_id", "pgh_created_at", "pgh_label", "programme_id") SELECT new_values."fiscal_year_id", new_values."id", new_values."is_main", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."programme_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='34ea10cef62c4d4666f598574e058e400a35fa3a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_ce02a', referencing='REFERENCING NEW TABLE AS new_values ', table='budgeting_yearprogramme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='yearprogramme',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_yearprogrammetrail" ("fiscal_year_id", "id", "is_main", "pgh_context_id", "pgh_created_at", "pgh_label", "programme_id") SELECT new_values."fiscal_year_id", new_values."id", new_values."is_main", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."programme_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2ea94e236ccee55c77a6d0a9143d4bc4d22e6924', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_787e7', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='budgeting_yearprogramme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='yearprogramme',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_yearprogrammetrail" ("fiscal_year_id", "id", "is_main", "pgh_context_id", "pgh_created_at", "pgh_label", "programme_id") SELECT old_values."fiscal_year_id", old_values."id", old_values."is_main", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."programme_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='f9a5faebaab5b1637ebf20ed2514d3ffbf08f765', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_52168', referencing='REFERENCING OLD TABLE AS old_values ', table='budgeting_yearprogramme', when='AFTER')),
        ),
        migrations.AddField(
            model_name='ceilingtrail',
            name='fiscal_year',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.fiscalyear'),
        ),
        migrations.AddField(
            model_name='ceilingtrail',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='ceilingtrail',
            name='unit',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.budgetunit'),
        ),
        migrations.AddField(
            model_name='citationtrail',
            name='action',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.action'),
        ),
        migrations.AddField(
            model_name='citationtrail',
            name='line',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.spendingline'),
        ),
        migrations.AddField(
            model_name='citationtrail',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='citationtrail',
            name='programme',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.programme'),
        ),
        migrations.AddField(
            model_name='contributiontrail',
            name='by',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='contributiontrail',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='contributiontrail',
            name='proposal',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.proposal'),
        ),
        migrations.AddField(
            model_name='eventtrail',
            name='batch',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.importbatch'),
        ),
        migrations.AddField(
            model_name='eventtrail',
            name='by',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='eventtrail',
            name='fiscal_year',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.fiscalyear'),
        ),
        migrations.AddField(
            model_name='eventtrail',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='eventtrail',
            name='proposal',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.proposal'),
        ),
        migrations.AddField(
            model_name='eventtrail',
            name='unit',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.budgetunit'),
        ),
        migrations.AddField(
            model_name='extensiontrail',
            name='by',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='extensiontrail',
            name='fiscal_year',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.fiscalyear'),
        ),
        migrations.AddField(
            model_name='extensiontrail',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='extensiontrail',
            name='unit',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.budgetunit'),
        ),
        migrations.AddField(
            model_name='fiscalyeartrail',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='observationtrail',
            name='by',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='observationtrail',
            name='citation',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.citation'),
        ),
        migrations.AddField(
            model_name='observationtrail',
            name='framework',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.policyframework'),
        ),
        migrations.AddField(
            model_name='observationtrail',
            name='line',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.spendingline'),
        ),
        migrations.AddField(
            model_name='observationtrail',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='observationtrail',
            name='proposal',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.proposal'),
        ),
        migrations.AddField(
            model_name='observationtrail',
            name='replied_by',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='observationtrail',
            name='resolved_by',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='policyframeworktrail',
            name='copied_from',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.policyframework'),
        ),
        migrations.AddField(
            model_name='policyframeworktrail',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='policyframeworktrail',
            name='proposal',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.proposal'),
        ),
        migrations.AddField(
            model_name='proposaltrail',
            name='approved_by',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='proposaltrail',
            name='fiscal_year',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.fiscalyear'),
        ),
        migrations.AddField(
            model_name='proposaltrail',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='proposaltrail',
            name='submitted_by',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='proposaltrail',
            name='unit',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.budgetunit'),
        ),
        migrations.AddField(
            model_name='spendinglinetrail',
            name='copied_from',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.spendingline'),
        ),
        migrations.AddField(
            model_name='spendinglinetrail',
            name='framework',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.policyframework'),
        ),
        migrations.AddField(
            model_name='spendinglinetrail',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='spendinglinetrail',
            name='proposal',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.proposal'),
        ),
        migrations.AddField(
            model_name='submissiontrail',
            name='by',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='submissiontrail',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='submissiontrail',
            name='proposal',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.proposal'),
        ),
        migrations.AddField(
            model_name='waivertrail',
            name='by',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='waivertrail',
            name='line',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.spendingline'),
        ),
        migrations.AddField(
            model_name='waivertrail',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='yearprogrammetrail',
            name='fiscal_year',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.fiscalyear'),
        ),
        migrations.AddField(
            model_name='yearprogrammetrail',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='yearprogrammetrail',
            name='programme',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programme.programme'),
        ),
        migrations.AddIndex(
            model_name='ceilingtrail',
            index=models.Index(fields=['fiscal_year'], name='ceilingtrail_place'),
        ),
        migrations.AddIndex(
            model_name='citationtrail',
            index=models.Index(fields=['line'], name='citationtrail_place'),
        ),
        migrations.AddIndex(
            model_name='contributiontrail',
            index=models.Index(fields=['proposal'], name='contributiontrail_place'),
        ),
        migrations.AddIndex(
            model_name='eventtrail',
            index=models.Index(fields=['proposal'], name='eventtrail_place'),
        ),
        migrations.AddIndex(
            model_name='extensiontrail',
            index=models.Index(fields=['fiscal_year'], name='extensiontrail_place'),
        ),
        migrations.AddIndex(
            model_name='fiscalyeartrail',
            index=models.Index(fields=['year'], name='fiscalyeartrail_place'),
        ),
        migrations.AddIndex(
            model_name='observationtrail',
            index=models.Index(fields=['proposal'], name='observationtrail_place'),
        ),
        migrations.AddIndex(
            model_name='policyframeworktrail',
            index=models.Index(fields=['proposal'], name='policyframeworktrail_place'),
        ),
        migrations.AddIndex(
            model_name='proposaltrail',
            index=models.Index(fields=['id'], name='proposaltrail_place'),
        ),
        migrations.AddIndex(
            model_name='spendinglinetrail',
            index=models.Index(fields=['proposal'], name='spendinglinetrail_place'),
        ),
        migrations.AddIndex(
            model_name='submissiontrail',
            index=models.Index(fields=['proposal'], name='submissiontrail_place'),
        ),
        migrations.AddIndex(
            model_name='waivertrail',
            index=models.Index(fields=['line'], name='waivertrail_place'),
        ),
        migrations.AddIndex(
            model_name='yearprogrammetrail',
            index=models.Index(fields=['fiscal_year'], name='yearprogrammetrail_place'),
        ),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
    ]
