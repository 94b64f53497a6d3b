-- The lines of approved proposals and what they cite, in one statement: both are read
-- from one snapshot, so that no proposal is reopened between the two.
--
-- A line is linked when it cites the year's programme; linked wins over waived, waived
-- over screened (method.md, 5). The money of a citation is its line's, in cents, split
-- by share within each programme: largest remainder first, ties in order of action code
-- (method.md, 4); 10,000 basis points are the whole.
--
-- Lines are written in order of unit and code, so that their keys are in that order:
-- citations are put in order by the key, which costs a fifth.
--
-- Lines and citations are found by the key of what holds them, as an array: a year costs
-- what it holds, however many other years stand in the same tables.
WITH of_year AS MATERIALIZED (
    SELECT l.*, u.code AS unit_code, u.name AS unit_name
    FROM budgeting_spendingline l
    JOIN budgeting_proposal p ON p.id = l.proposal_id
    JOIN programme_budgetunit u ON u.id = p.unit_id
    WHERE l.removed_at IS NULL AND l.proposal_id = ANY (ARRAY (
        SELECT id FROM budgeting_proposal
        WHERE fiscal_year_id = %(year)s AND status = 'approved'))
),
citing AS MATERIALIZED (
    SELECT c.line_id, c.programme_id, c.action_id, c.share, c.strength, c.justification,
           a.code AS action_code
    FROM budgeting_citation c
    JOIN programme_action a ON a.id = c.action_id
    WHERE c.line_id = ANY (ARRAY (SELECT id FROM of_year))
),
said AS (
    SELECT line_id, string_agg(action_code || '=' || share, '; ' ORDER BY action_code)
               AS actions
    FROM citing WHERE programme_id = %(programme)s
    GROUP BY line_id
),
lines AS (
    INSERT INTO reporting_publishedline (
        publication_id, unit_code, unit_name, framework_code, framework_name, function,
        code, object_code, description, amount, territory, classification, state,
        screened_reason, waiver_reason, waiver_by, waiver_on, actions)
    SELECT %(publication)s, l.unit_code, l.unit_name, f.code, f.name, f.function,
           l.code, l.object_code, l.description, l.amount, l.territory, l.classification,
           CASE WHEN said.actions IS NOT NULL THEN 'linked'
                WHEN w.id IS NOT NULL THEN 'waived'
                WHEN l.screened = 'none' THEN 'screened'
                ELSE 'not_screened' END,
           l.screened_reason, coalesce(w.reason, ''),
           left(coalesce(nullif(concat_ws(' ', nullif(g.first_name, ''),
                                          nullif(g.last_name, '')), ''),
                         g.username, ''), 300),
           (w.at AT TIME ZONE %(time_zone)s)::date,
           coalesce(said.actions, '')
    FROM of_year l
    JOIN budgeting_policyframework f ON f.id = l.framework_id
    LEFT JOIN budgeting_waiver w
        ON w.line_id = l.id AND w.lapsed_at IS NULL AND w.amount = l.amount
        AND w.object_code = l.object_code AND w.description = l.description
    LEFT JOIN programme_user g ON g.id = w.by_id
    LEFT JOIN said ON said.line_id = l.id
    ORDER BY l.unit_code, l.code
    RETURNING id, unit_code, code, amount
),
cited AS (
    SELECT lines.id AS line_id, lines.unit_code, lines.code AS line_code,
           c.programme_id, c.action_id, c.action_code, c.share, c.strength, c.justification,
           lines.amount * 100 AS cents,
           div(lines.amount * 100 * c.share, 10000) AS whole,
           mod(lines.amount * 100 * c.share, 10000) AS remainder
    FROM lines
    JOIN of_year l ON l.unit_code = lines.unit_code AND l.code = lines.code
    JOIN citing c ON c.line_id = l.id
),
in_turn AS (
    SELECT cited.*,
           cents - sum(whole) OVER same_line AS cents_left,
           row_number() OVER (same_line ORDER BY remainder DESC, action_code) AS turn
    FROM cited
    WINDOW same_line AS (PARTITION BY line_id, programme_id)
)
INSERT INTO reporting_publishedcitation (
    publication_id, line_id, unit_code, line_code, programme_code, main, right_code,
    action_code, text_es, text_en, share, strength, justification, amount_attributed)
SELECT %(publication)s, t.line_id, t.unit_code, t.line_code, q.code, y.is_main, r.code,
       t.action_code, a.text_es, a.text_en, t.share, t.strength, t.justification,
       (t.whole + CASE WHEN t.turn <= t.cents_left THEN 1 ELSE 0 END) / 100
FROM in_turn t
JOIN programme_action a ON a.id = t.action_id
JOIN programme_right r ON r.id = a.right_id
JOIN programme_programme q ON q.id = t.programme_id
JOIN budgeting_yearprogramme y
    ON y.programme_id = t.programme_id AND y.fiscal_year_id = %(year)s
ORDER BY t.line_id, q.code, t.action_code
