-- How far each proposal of a year has come: its lines by state and their money, what
-- Finance asks, how often it was submitted. One statement, so that all is of one moment.
--
-- A line is linked when it cites the year's programme; linked wins over waived, waived
-- over screened (method.md, 5), as in reporting/publishing/sql/lines.sql. Of a draft only
-- whether it has a line, unless drafts are asked for: nobody of Finance reads them.
WITH chosen AS (
    SELECT p.id, p.status <> 'draft' OR %(drafts)s AS told
    FROM budgeting_proposal p
    WHERE p.fiscal_year_id = %(year)s
      AND (%(units)s::bigint[] IS NULL OR p.unit_id = ANY (%(units)s::bigint[]))
),
line AS MATERIALIZED (
    SELECT l.id, l.proposal_id, l.amount, l.screened, l.object_code, l.description
    FROM chosen
    JOIN budgeting_spendingline l ON l.proposal_id = chosen.id
    WHERE chosen.told AND l.removed_at IS NULL
),
linked AS (
    SELECT DISTINCT c.line_id
    FROM line
    JOIN budgeting_citation c ON c.line_id = line.id
    JOIN budgeting_yearprogramme y ON y.programme_id = c.programme_id
    WHERE y.fiscal_year_id = %(year)s AND y.is_main
),
waived AS (
    SELECT line.id AS line_id
    FROM line
    JOIN budgeting_waiver w
        ON w.line_id = line.id AND w.lapsed_at IS NULL AND w.amount = line.amount
        AND w.object_code = line.object_code AND w.description = line.description
),
told AS (
    SELECT line.proposal_id,
           count(*) AS lines,
           count(linked.line_id) AS linked,
           count(waived.line_id) FILTER (WHERE linked.line_id IS NULL) AS waived,
           count(*) FILTER (WHERE linked.line_id IS NULL AND waived.line_id IS NULL
                            AND line.screened <> '') AS screened,
           sum(line.amount) AS amount,
           sum(line.amount) FILTER (WHERE linked.line_id IS NOT NULL) AS amount_linked
    FROM line
    LEFT JOIN linked ON linked.line_id = line.id
    LEFT JOIN waived ON waived.line_id = line.id
    GROUP BY line.proposal_id
),
asked AS (
    SELECT o.proposal_id,
           count(*) FILTER (WHERE o.severity = 'blocking') AS blocking,
           count(*) FILTER (WHERE o.severity = 'advisory') AS advisory
    FROM chosen
    JOIN budgeting_observation o ON o.proposal_id = chosen.id
    WHERE o.resolution = ''
    GROUP BY o.proposal_id
),
submitted AS (
    SELECT s.proposal_id, count(*) AS submissions
    FROM chosen
    JOIN budgeting_submission s ON s.proposal_id = chosen.id
    GROUP BY s.proposal_id
),
back AS (
    SELECT e.proposal_id, max(e.at) AS returned_at
    FROM chosen
    JOIN budgeting_event e ON e.proposal_id = chosen.id
    WHERE e.to_status = 'returned'
    GROUP BY e.proposal_id
)
SELECT chosen.id, told.lines IS NOT NULL OR NOT chosen.told AND EXISTS (
           SELECT FROM budgeting_spendingline l
           WHERE l.proposal_id = chosen.id AND l.removed_at IS NULL),
       coalesce(told.lines, 0), coalesce(told.linked, 0), coalesce(told.waived, 0),
       coalesce(told.screened, 0), coalesce(told.amount, 0.00),
       coalesce(told.amount_linked, 0.00), coalesce(asked.blocking, 0),
       coalesce(asked.advisory, 0), coalesce(submitted.submissions, 0),
       back.returned_at
FROM chosen
LEFT JOIN told ON told.proposal_id = chosen.id
LEFT JOIN asked ON asked.proposal_id = chosen.id
LEFT JOIN submitted ON submitted.proposal_id = chosen.id
LEFT JOIN back ON back.proposal_id = chosen.id
