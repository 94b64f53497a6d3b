-- The parts of each approved unit's money in a publication: by action, and by state.
INSERT INTO reporting_unitpart (
    publication_id, kind, unit_code, code, right_code, lines, funds, amount)
SELECT publication_id, 'state', unit_code, state, '',
       count(*), bool_or(amount > 0), sum(amount)
FROM reporting_publishedline
WHERE publication_id = %(publication)s
GROUP BY publication_id, unit_code, state
UNION ALL
SELECT c.publication_id, 'action', c.unit_code, c.action_code, c.right_code,
       count(*), bool_or(l.amount > 0), sum(c.amount_attributed)
FROM reporting_publishedcitation c
JOIN reporting_publishedline l
    ON l.id = c.line_id
WHERE c.publication_id = %(publication)s AND l.publication_id = %(publication)s
    AND c.main
GROUP BY c.publication_id, c.unit_code, c.action_code, c.right_code
