from django.db import migrations, models

# Lines of a publication refuse every UPDATE, from whomever it comes: the new column is
# rewritten with its table, by a statement that changes no row of them.
FILL = """
    CREATE FUNCTION reporting_actions_of(line bigint) RETURNS text LANGUAGE sql STABLE
    AS $$
        SELECT coalesce(
            string_agg(action_code || '=' || share, '; ' ORDER BY action_code), '')
        FROM public.reporting_publishedcitation WHERE line_id = line AND main
    $$;
    ALTER TABLE reporting_publishedline
        ALTER COLUMN actions TYPE text USING reporting_actions_of(id);
    DROP FUNCTION reporting_actions_of(bigint);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0011_lines_by_right'),
    ]

    operations = [
        migrations.AddField(
            model_name='publishedline',
            name='actions',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
