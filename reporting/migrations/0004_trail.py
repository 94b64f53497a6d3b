import django.db.models.deletion
import pgtrigger.compiler
import programme.trail.operations
import programme.trail.tracking
from django.conf import settings
from django.db import migrations, models


# What the trail records, and the table of its entries.
RECORDED = [
    ("reporting_pendingpublication", "reporting_pendingpublicationtrail"),
    ("reporting_publication", "reporting_recordtrail"),
]
BEGIN = "\n".join(
    f"SELECT trail_begin('{table}', '{entries}');" for table, entries in RECORDED
)


class Migration(migrations.Migration):

    dependencies = [
        ('budgeting', '0008_trail'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('reporting', '0003_guards_read_their_own_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        programme.trail.operations.CreateModels([
            migrations.CreateModel(
                name='PendingPublicationTrail',
                fields=[
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                    ('id', models.BigIntegerField()),
                    ('stage', models.CharField(choices=[('proposal', 'Proposal, before the vote'), ('approved', 'As voted')], max_length=10, verbose_name='stage')),
                    ('content_hash', models.CharField(max_length=64, verbose_name='SHA-256 of the content')),
                    ('at', models.DateTimeField(auto_now_add=True, verbose_name='time')),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at')),
                    ('by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('fiscal_year', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.fiscalyear')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('publication', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reporting.publication')),
                ],
                options={
                    'abstract': False,
                    'indexes': [models.Index(fields=['fiscal_year'], name='pendingpublicationtrail_place')],
                },
            ),
            migrations.CreateModel(
                name='RecordTrail',
                fields=[
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('pgh_id', models.BigIntegerField(db_default=programme.trail.tracking.NextEntry(), primary_key=True, serialize=False)),
                    ('id', models.BigIntegerField()),
                    ('number', models.PositiveIntegerField(verbose_name='number')),
                    ('stage', models.CharField(choices=[('proposal', 'Proposal, before the vote'), ('approved', 'As voted')], max_length=10, verbose_name='stage')),
                    ('hash', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of the manifest')),
                    ('linking', models.CharField(choices=[('requested', 'Requested'), ('required', 'Required')], max_length=10, verbose_name='linking rule')),
                    ('legal_basis_es', models.TextField(blank=True)),
                    ('legal_basis_en', models.TextField(blank=True)),
                    ('currency', models.CharField(max_length=3, verbose_name='currency')),
                    ('method_version', models.CharField(max_length=20, verbose_name='version of the method')),
                    ('published_at', models.DateTimeField(verbose_name='published at')),
                    ('by_command', models.BooleanField(default=False, verbose_name="made by the operator's command")),
                    ('sealed', models.BooleanField(default=False, verbose_name='sealed')),
                    ('trail_position', models.BigIntegerField(default=0, verbose_name='sealed entries of the trail')),
                    ('trail_hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64, verbose_name='hash of the trail')),
                    ('confirmed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('fiscal_year', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='budgeting.fiscalyear')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('published_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'abstract': False,
                    'indexes': [models.Index(fields=['fiscal_year'], name='recordtrail_place')],
                },
            ),
        ]),
        migrations.AddField(
            model_name='publication',
            name='trail_hash',
            field=models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64, verbose_name='hash of the trail'),
        ),
        migrations.AddField(
            model_name='publication',
            name='trail_position',
            field=models.BigIntegerField(default=0, verbose_name='sealed entries of the trail'),
        ),
        programme.trail.operations.AddTriggers([
            ('pendingpublication', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reporting_pendingpublicationtrail" ("at", "by_id", "content_hash", "fiscal_year_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "publication_id", "stage", "withdrawn_at") SELECT new_values."at", new_values."by_id", new_values."content_hash", new_values."fiscal_year_id", new_values."id", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."publication_id", new_values."stage", new_values."withdrawn_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f2fc5f67463620dbcd24c0e4dfed203e19610047', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_2cce3', referencing='REFERENCING NEW TABLE AS new_values ', table='reporting_pendingpublication', when='AFTER'))),
            ('pendingpublication', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reporting_pendingpublicationtrail" ("at", "by_id", "content_hash", "fiscal_year_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "publication_id", "stage", "withdrawn_at") SELECT new_values."at", new_values."by_id", new_values."content_hash", new_values."fiscal_year_id", new_values."id", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."publication_id", new_values."stage", new_values."withdrawn_at" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."at" IS DISTINCT FROM (new_values."at") OR old_values."by_id" IS DISTINCT FROM (new_values."by_id") OR old_values."content_hash" IS DISTINCT FROM (new_values."content_hash") OR old_values."fiscal_year_id" IS DISTINCT FROM (new_values."fiscal_year_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."publication_id" IS DISTINCT FROM (new_values."publication_id") OR old_values."stage" IS DISTINCT FROM (new_values."stage") OR old_values."withdrawn_at" IS DISTINCT FROM (new_values."withdrawn_at")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='0929ffe68c108a1029feb634b968ec1a7a3cf39b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_572b4', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='reporting_pendingpublication', when='AFTER'))),
            ('pendingpublication', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reporting_pendingpublicationtrail" ("at", "by_id", "content_hash", "fiscal_year_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "publication_id", "stage", "withdrawn_at") SELECT old_values."at", old_values."by_id", old_values."content_hash", old_values."fiscal_year_id", old_values."id", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."publication_id", old_values."stage", old_values."withdrawn_at" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='96c836397c1e943d74fd9739d9faacdf565db4d5', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_c726a', referencing='REFERENCING OLD TABLE AS old_values ', table='reporting_pendingpublication', when='AFTER'))),
            ('publication', pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reporting_recordtrail" ("by_command", "confirmed_by_id", "currency", "fiscal_year_id", "hash", "id", "legal_basis_en", "legal_basis_es", "linking", "method_version", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "published_at", "published_by_id", "sealed", "stage", "trail_hash", "trail_position") SELECT new_values."by_command", new_values."confirmed_by_id", new_values."currency", new_values."fiscal_year_id", new_values."hash", new_values."id", new_values."legal_basis_en", new_values."legal_basis_es", new_values."linking", new_values."method_version", new_values."number", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."published_at", new_values."published_by_id", new_values."sealed", new_values."stage", new_values."trail_hash", new_values."trail_position" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='094e8aba3cefa2ed9da4e49c9338b1e72e537690', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_23964', referencing='REFERENCING NEW TABLE AS new_values ', table='reporting_publication', when='AFTER'))),
            ('publication', pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reporting_recordtrail" ("by_command", "confirmed_by_id", "currency", "fiscal_year_id", "hash", "id", "legal_basis_en", "legal_basis_es", "linking", "method_version", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "published_at", "published_by_id", "sealed", "stage", "trail_hash", "trail_position") SELECT new_values."by_command", new_values."confirmed_by_id", new_values."currency", new_values."fiscal_year_id", new_values."hash", new_values."id", new_values."legal_basis_en", new_values."legal_basis_es", new_values."linking", new_values."method_version", new_values."number", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."published_at", new_values."published_by_id", new_values."sealed", new_values."stage", new_values."trail_hash", new_values."trail_position" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."by_command" IS DISTINCT FROM (new_values."by_command") OR old_values."confirmed_by_id" IS DISTINCT FROM (new_values."confirmed_by_id") OR old_values."currency" IS DISTINCT FROM (new_values."currency") OR old_values."fiscal_year_id" IS DISTINCT FROM (new_values."fiscal_year_id") OR old_values."hash" IS DISTINCT FROM (new_values."hash") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."legal_basis_en" IS DISTINCT FROM (new_values."legal_basis_en") OR old_values."legal_basis_es" IS DISTINCT FROM (new_values."legal_basis_es") OR old_values."linking" IS DISTINCT FROM (new_values."linking") OR old_values."method_version" IS DISTINCT FROM (new_values."method_version") OR old_values."number" IS DISTINCT FROM (new_values."number") OR old_values."published_at" IS DISTINCT FROM (new_values."published_at") OR old_values."published_by_id" IS DISTINCT FROM (new_values."published_by_id") OR old_values."sealed" IS DISTINCT FROM (new_values."sealed") OR old_values."stage" IS DISTINCT FROM (new_values."stage") OR old_values."trail_hash" IS DISTINCT FROM (new_values."trail_hash") OR old_values."trail_position" IS DISTINCT FROM (new_values."trail_position")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='134f6a4dccb1ba0cc66b07ed0355a9eb4e7e371f', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_86525', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='reporting_publication', when='AFTER'))),
            ('publication', pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reporting_recordtrail" ("by_command", "confirmed_by_id", "currency", "fiscal_year_id", "hash", "id", "legal_basis_en", "legal_basis_es", "linking", "method_version", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "published_at", "published_by_id", "sealed", "stage", "trail_hash", "trail_position") SELECT old_values."by_command", old_values."confirmed_by_id", old_values."currency", old_values."fiscal_year_id", old_values."hash", old_values."id", old_values."legal_basis_en", old_values."legal_basis_es", old_values."linking", old_values."method_version", old_values."number", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."published_at", old_values."published_by_id", old_values."sealed", old_values."stage", old_values."trail_hash", old_values."trail_position" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='21823dccbb9cdbc1d2b504c1629481056a9b9573', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_6813a', referencing='REFERENCING OLD TABLE AS old_values ', table='reporting_publication', when='AFTER'))),
        ]),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
        migrations.RunSQL(
            "CREATE TRIGGER prints_head BEFORE INSERT ON reporting_publication"
            " FOR EACH ROW EXECUTE FUNCTION trail_print_head()",
            "DROP TRIGGER prints_head ON reporting_publication",
        ),
    ]
