-- Every succession that leads to an action of the year's programme, at any remove.
WITH RECURSIVE lineage AS (
    SELECT s.id, s.predecessor_id
    FROM programme_succession s
    JOIN programme_action a ON a.id = s.successor_id
    WHERE a.programme_id = %(programme)s
    UNION
    SELECT s.id, s.predecessor_id
    FROM lineage
    JOIN programme_succession s ON s.successor_id = lineage.predecessor_id
)
INSERT INTO reporting_publishedsuccession (
    publication_id, predecessor_programme, predecessor_code,
    successor_programme, successor_code, kind, year)
SELECT %(publication)s, before_in.code, before.code, after_in.code, after.code,
       s.kind, s.year
FROM lineage
JOIN programme_succession s ON s.id = lineage.id
JOIN programme_action before ON before.id = s.predecessor_id
JOIN programme_programme before_in ON before_in.id = before.programme_id
JOIN programme_action after ON after.id = s.successor_id
JOIN programme_programme after_in ON after_in.id = after.programme_id
