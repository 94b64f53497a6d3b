
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budgeting', '0026_import_undone'),
        ('programme', '0010_lineage'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='event',
            name='event_kind_known',
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('created', 'Created'), ('edited', 'Edited'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('approved', 'Approved'), ('reopened', 'Reopened'), ('imported', 'Imported'), ('import_undone', 'Import undone'), ('observed', 'Observation made'), ('replied', 'Observation answered'), ('resolved', 'Observation resolved'), ('signal_answered', 'Signal answered'), ('waived', 'Waiver granted'), ('extended', 'Window extended'), ('year_created', 'Year created'), ('year_changed', 'Year changed'), ('year_closed', 'Year closed'), ('year_opened', 'Year opened'), ('ceilings_loaded', 'Ceilings loaded'), ('ceiling_exception', 'Exception to a ceiling'), ('exception_ended', 'Exception to a ceiling taken back'), ('publication_asked', 'Publication asked for'), ('published', 'Published')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='eventtrail',
            name='kind',
            field=models.CharField(choices=[('created', 'Created'), ('edited', 'Edited'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('approved', 'Approved'), ('reopened', 'Reopened'), ('imported', 'Imported'), ('import_undone', 'Import undone'), ('observed', 'Observation made'), ('replied', 'Observation answered'), ('resolved', 'Observation resolved'), ('signal_answered', 'Signal answered'), ('waived', 'Waiver granted'), ('extended', 'Window extended'), ('year_created', 'Year created'), ('year_changed', 'Year changed'), ('year_closed', 'Year closed'), ('year_opened', 'Year opened'), ('ceilings_loaded', 'Ceilings loaded'), ('ceiling_exception', 'Exception to a ceiling'), ('exception_ended', 'Exception to a ceiling taken back'), ('publication_asked', 'Publication asked for'), ('published', 'Published')], max_length=20, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['created', 'edited', 'submitted', 'returned', 'approved', 'reopened', 'imported', 'import_undone', 'observed', 'replied', 'resolved', 'signal_answered', 'waived', 'extended', 'year_created', 'year_changed', 'year_closed', 'year_opened', 'ceilings_loaded', 'ceiling_exception', 'exception_ended', 'publication_asked', 'published'])), name='event_kind_known'),
        ),
    ]
