-- Every unit that had become another by the year.
INSERT INTO reporting_publishedunitsuccession (
    publication_id, predecessor_code, predecessor_name,
    successor_code, successor_name, kind, year)
SELECT %(publication)s, before.code, before.name, after.code, after.name, s.kind, s.year
FROM programme_unitsuccession s
JOIN programme_budgetunit before ON before.id = s.predecessor_id
JOIN programme_budgetunit after ON after.id = s.successor_id
WHERE s.year <= %(year)s
