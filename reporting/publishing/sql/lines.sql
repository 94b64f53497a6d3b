-- The lines of approved proposals and what they cite, in one statement: both are read
-- from one snapshot, so that no proposal is reopened between the two.
--
-- A line is linked when it cites the year's programme; linked wins over waived, waived
-- over screened (method.md, 5). The money of a citation is its line's, in cents, split
-- by share within each programme: largest remainder first, ties in order of action code
-- (method.md, 4); 10,000 basis points are the whole.
WITH said AS (
    SELECT c.line_id, string_agg(a.code || '=' || c.share, '; ' ORDER BY a.code) AS actions
    FROM budgeting_proposal p
    JOIN budgeting_spendingline l ON l.proposal_id = p.id AND l.removed_at IS NULL
    JOIN budgeting_citation c ON c.line_id = l.id AND c.programme_id = %(programme)s
    JOIN programme_action a ON a.id = c.action_id
    WHERE p.fiscal_year_id = %(year)s AND p.status = 'approved'
    GROUP BY c.line_id
),
lines AS (
    INSERT INTO reporting_publishedline (
        publication_id, unit_code, unit_name, framework_code, framework_name, function,
        code, object_code, description, amount, territory, classification, state,
        screened_reason, waiver_reason, waiver_by, waiver_on, actions)
    SELECT %(publication)s, u.code, u.name, f.code, f.name, f.function,
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
    FROM budgeting_proposal p
    JOIN programme_budgetunit u ON u.id = p.unit_id
    JOIN budgeting_spendingline l ON l.proposal_id = p.id AND l.removed_at IS NULL
    JOIN budgeting_policyframework f ON f.id = l.framework_id
    LEFT JOIN budgeting_waiver w
        ON w.line_id = l.id AND w.lapsed_at IS NULL AND w.amount = l.amount
        AND w.object_code = l.object_code AND w.description = l.description
    LEFT JOIN programme_user g ON g.id = w.by_id
    LEFT JOIN said ON said.line_id = l.id
    WHERE p.fiscal_year_id = %(year)s AND p.status = 'approved'
    ORDER BY u.code, l.code
    RETURNING id, unit_code, code, amount
),
cited AS (
    SELECT lines.id AS line_id, lines.unit_code, lines.code AS line_code,
           q.code AS programme_code, y.is_main AS main, r.code AS right_code,
           a.code AS action_code, a.text_es, a.text_en,
           c.share, c.strength, c.justification,
           lines.amount * 100 AS cents,
           div(lines.amount * 100 * c.share, 10000) AS whole,
           mod(lines.amount * 100 * c.share, 10000) AS remainder
    FROM lines
    JOIN programme_budgetunit u ON u.code = lines.unit_code
    JOIN budgeting_proposal p ON p.unit_id = u.id AND p.fiscal_year_id = %(year)s
    JOIN budgeting_spendingline l
        ON l.proposal_id = p.id AND l.code = lines.code AND l.removed_at IS NULL
    JOIN budgeting_citation c ON c.line_id = l.id
    JOIN programme_action a ON a.id = c.action_id
    JOIN programme_right r ON r.id = a.right_id
    JOIN programme_programme q ON q.id = c.programme_id
    JOIN budgeting_yearprogramme y
        ON y.programme_id = c.programme_id AND y.fiscal_year_id = %(year)s
),
in_turn AS (
    SELECT cited.*,
           cents - sum(whole) OVER same_line AS cents_left,
           row_number() OVER (same_line ORDER BY remainder DESC, action_code) AS turn
    FROM cited
    WINDOW same_line AS (PARTITION BY line_id, programme_code)
)
INSERT INTO reporting_publishedcitation (
    publication_id, line_id, unit_code, line_code, programme_code, main, right_code,
    action_code, text_es, text_en, share, strength, justification, amount_attributed)
SELECT %(publication)s, line_id, unit_code, line_code, programme_code, main, right_code,
       action_code, text_es, text_en, share, strength, justification,
       (whole + CASE WHEN turn <= cents_left THEN 1 ELSE 0 END) / 100
FROM in_turn
ORDER BY unit_code, line_code, programme_code, action_code
