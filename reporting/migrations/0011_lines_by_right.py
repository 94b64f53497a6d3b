from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0009_unit_parts'),
        ('reporting', '0010_correction'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='publishedcitation',
            index=models.Index(fields=['publication', 'right_code', 'unit_code', 'line_code'], name='publishedcitation_by_right'),
        ),
        migrations.AddIndex(
            model_name='publishedline',
            index=models.Index(condition=models.Q(('state', 'linked'), _negated=True), fields=['publication', 'unit_code', 'code'], name='publishedline_not_linked'),
        ),
    ]
