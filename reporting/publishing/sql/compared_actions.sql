-- What each compared publication had funded, in its own year's codes.
INSERT INTO reporting_publishedcomparedaction (
    publication_id, year, programme_code, action_code)
SELECT c.publication_id, c.year, c.programme_code, a.code
FROM reporting_publishedcomparison c
JOIN reporting_publication p ON p.fiscal_year_id = c.year AND p.number = c.number
JOIN reporting_publishedaction a ON a.publication_id = p.id AND a.funded
WHERE c.publication_id = %(publication)s
