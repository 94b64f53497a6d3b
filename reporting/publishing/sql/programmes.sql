-- The programmes that the year's lines could cite, as they are now.
INSERT INTO reporting_publishedprogramme (
    publication_id, code, name_es, name_en, kind, legal_instrument, is_main,
    in_force_from, in_force_until, short_until, medium_until, long_until)
SELECT %(publication)s, p.code, p.name_es, p.name_en, p.kind, p.legal_instrument,
       y.is_main, p.in_force_from, p.in_force_until,
       p.short_until, p.medium_until, p.long_until
FROM budgeting_yearprogramme y
JOIN programme_programme p ON p.id = y.programme_id
WHERE y.fiscal_year_id = %(year)s
