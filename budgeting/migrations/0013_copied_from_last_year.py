from pathlib import Path

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "copies.sql"
UNDO = """
DROP FUNCTION budgeting_proposal_copies_gate() CASCADE;
DROP FUNCTION budgeting_copies_unreviewed(bigint);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('budgeting', '0012_suggestionshown'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='observation',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='observation',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='observation',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='spendingline',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='spendingline',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='spendingline',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='observation',
            name='action_code',
            field=models.CharField(blank=True, max_length=40, null=True, verbose_name='cited action'),
        ),
        migrations.AddField(
            model_name='observationtrail',
            name='action_code',
            field=models.CharField(blank=True, max_length=40, null=True, verbose_name='cited action'),
        ),
        migrations.AddField(
            model_name='spendingline',
            name='undecided',
            field=models.JSONField(blank=True, default=None, null=True, verbose_name='citations to decide about'),
        ),
        migrations.AddField(
            model_name='spendinglinetrail',
            name='undecided',
            field=models.JSONField(blank=True, default=None, null=True, verbose_name='citations to decide about'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='observation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_observationtrail" ("action_code", "at", "by_id", "citation_id", "code", "due_on", "framework_id", "id", "line_code", "line_id", "line_text", "pgh_context_id", "pgh_created_at", "pgh_label", "proposal_id", "replied_at", "replied_by_id", "reply", "resolution", "resolved_at", "resolved_by_id", "severity", "text") SELECT new_values."action_code", new_values."at", new_values."by_id", new_values."citation_id", new_values."code", new_values."due_on", new_values."framework_id", new_values."id", new_values."line_code", new_values."line_id", new_values."line_text", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."proposal_id", new_values."replied_at", new_values."replied_by_id", new_values."reply", new_values."resolution", new_values."resolved_at", new_values."resolved_by_id", new_values."severity", new_values."text" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='6ba2cb90af8f7d4437ef6807150daf89860afe92', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_95806', referencing='REFERENCING NEW TABLE AS new_values ', table='budgeting_observation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='observation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_observationtrail" ("action_code", "at", "by_id", "citation_id", "code", "due_on", "framework_id", "id", "line_code", "line_id", "line_text", "pgh_context_id", "pgh_created_at", "pgh_label", "proposal_id", "replied_at", "replied_by_id", "reply", "resolution", "resolved_at", "resolved_by_id", "severity", "text") SELECT new_values."action_code", new_values."at", new_values."by_id", new_values."citation_id", new_values."code", new_values."due_on", new_values."framework_id", new_values."id", new_values."line_code", new_values."line_id", new_values."line_text", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."proposal_id", new_values."replied_at", new_values."replied_by_id", new_values."reply", new_values."resolution", new_values."resolved_at", new_values."resolved_by_id", new_values."severity", new_values."text" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d935fea8f77e40454b9473cbe0a66972cc1861f3', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_e4b02', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='budgeting_observation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='observation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_observationtrail" ("action_code", "at", "by_id", "citation_id", "code", "due_on", "framework_id", "id", "line_code", "line_id", "line_text", "pgh_context_id", "pgh_created_at", "pgh_label", "proposal_id", "replied_at", "replied_by_id", "reply", "resolution", "resolved_at", "resolved_by_id", "severity", "text") SELECT old_values."action_code", old_values."at", old_values."by_id", old_values."citation_id", old_values."code", old_values."due_on", old_values."framework_id", old_values."id", old_values."line_code", old_values."line_id", old_values."line_text", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."proposal_id", old_values."replied_at", old_values."replied_by_id", old_values."reply", old_values."resolution", old_values."resolved_at", old_values."resolved_by_id", old_values."severity", old_values."text" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='5b9b0150d55488a8b97bc51bdaa4fe267b978621', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_9a648', referencing='REFERENCING OLD TABLE AS old_values ', table='budgeting_observation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='spendingline',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_spendinglinetrail" ("amount", "classification", "code", "confirmed_at", "copied_from_id", "description", "framework_id", "id", "object_code", "pending", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "proposal_id", "removed_at", "screened", "screened_reason", "territory", "undecided", "version") SELECT new_values."amount", new_values."classification", new_values."code", new_values."confirmed_at", new_values."copied_from_id", new_values."description", new_values."framework_id", new_values."id", new_values."object_code", new_values."pending", _pgh_attached_context.value, clock_timestamp(), \'insert\', new_values."position", new_values."proposal_id", new_values."removed_at", new_values."screened", new_values."screened_reason", new_values."territory", new_values."undecided", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e7ac9066d589ed90be023ccbebfbba7810290847', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_88b22', referencing='REFERENCING NEW TABLE AS new_values ', table='budgeting_spendingline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='spendingline',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_spendinglinetrail" ("amount", "classification", "code", "confirmed_at", "copied_from_id", "description", "framework_id", "id", "object_code", "pending", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "proposal_id", "removed_at", "screened", "screened_reason", "territory", "undecided", "version") SELECT new_values."amount", new_values."classification", new_values."code", new_values."confirmed_at", new_values."copied_from_id", new_values."description", new_values."framework_id", new_values."id", new_values."object_code", new_values."pending", _pgh_attached_context.value, clock_timestamp(), \'update\', new_values."position", new_values."proposal_id", new_values."removed_at", new_values."screened", new_values."screened_reason", new_values."territory", new_values."undecided", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='81524e5429933124b310d1f973589d5f3a85b0f6', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_ae7e3', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='budgeting_spendingline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='spendingline',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "budgeting_spendinglinetrail" ("amount", "classification", "code", "confirmed_at", "copied_from_id", "description", "framework_id", "id", "object_code", "pending", "pgh_context_id", "pgh_created_at", "pgh_label", "position", "proposal_id", "removed_at", "screened", "screened_reason", "territory", "undecided", "version") SELECT old_values."amount", old_values."classification", old_values."code", old_values."confirmed_at", old_values."copied_from_id", old_values."description", old_values."framework_id", old_values."id", old_values."object_code", old_values."pending", _pgh_attached_context.value, clock_timestamp(), \'delete\', old_values."position", old_values."proposal_id", old_values."removed_at", old_values."screened", old_values."screened_reason", old_values."territory", old_values."undecided", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='f35dcde362c45f0ca56a0785b183f1c390171d47', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_be33b', referencing='REFERENCING OLD TABLE AS old_values ', table='budgeting_spendingline', when='AFTER')),
        ),
        migrations.RunSQL(SQL.read_text(), UNDO),
    ]
