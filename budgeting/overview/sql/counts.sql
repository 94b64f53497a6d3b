-- How far each proposal of a year has come: its lines by state and their money, what
-- Finance asks, how often it was submitted. One statement, so that all is of one moment.
--
-- A line is linked when it cites the year's programme; linked wins over waived, waived
-- over screened (method.md, 5), as in reporting/publishing/sql/lines.sql. Of a draft only
-- whether it has a line, unless drafts are asked for: nobody of Finance reads them.
-- Lines are read twice, all and those that cite: so PostgreSQL joins by sets, where a
-- flag on each line would look every line up.
WITH chosen AS (
    SELECT p.id, p.status <> 'draft' OR %(drafts)s AS told
    FROM budgeting_proposal p
    WHERE p.fiscal_year_id = %(year)s
      AND (%(units)s::bigint[] IS NULL OR p.unit_id = ANY (%(units)s::bigint[]))
),
main AS MATERIALIZED (
    SELECT programme_id FROM budgeting_yearprogramme
    WHERE fiscal_year_id = %(year)s AND is_main
),
line AS NOT MATERIALIZED (
    SELECT l.* FROM chosen JOIN budgeting_spendingline l ON l.proposal_id = chosen.id
    WHERE chosen.told AND l.removed_at IS NULL
),
cited AS NOT MATERIALIZED (
    SELECT c.line_id FROM budgeting_citation c
    WHERE c.programme_id = (SELECT programme_id FROM main)
),
part AS (  -- of a proposal: a chapter by its first digit, or what is in none
    SELECT proposal_id,
           CASE WHEN left(object_code, 1) BETWEEN '1' AND '9'
               THEN left(object_code, 1)::int * 1000 END AS chapter,
           count(*) AS lines, sum(amount) AS amount,
           count(*) FILTER (WHERE screened <> '') AS screened
    FROM line GROUP BY proposal_id, left(object_code, 1)
),
total AS (
    SELECT proposal_id, sum(lines)::bigint AS lines, sum(amount) AS amount,
           sum(screened)::bigint AS screened,
           array_agg(chapter ORDER BY chapter) FILTER (WHERE chapter IS NOT NULL)
               AS chapters,
           array_agg(amount ORDER BY chapter) FILTER (WHERE chapter IS NOT NULL)
               AS amounts
    FROM part GROUP BY proposal_id
),
linked AS (
    SELECT proposal_id, count(*) AS lines, sum(amount) AS amount,
           count(*) FILTER (WHERE screened <> '') AS screened
    FROM line WHERE EXISTS (SELECT FROM cited WHERE cited.line_id = line.id)
    GROUP BY proposal_id
),
waived AS (
    SELECT proposal_id, count(*) AS lines,
           count(*) FILTER (WHERE screened <> '') AS screened
    FROM line
    JOIN budgeting_waiver w
        ON w.line_id = line.id AND w.lapsed_at IS NULL AND w.amount = line.amount
        AND w.object_code = line.object_code AND w.description = line.description
    WHERE NOT EXISTS (SELECT FROM cited WHERE cited.line_id = line.id)
    GROUP BY proposal_id
),
told AS (
    SELECT total.proposal_id, total.lines, total.amount,
           coalesce(linked.lines, 0) AS linked,
           coalesce(waived.lines, 0) AS waived,
           total.screened - coalesce(linked.screened, 0) - coalesce(waived.screened, 0)
               AS screened,
           linked.amount AS amount_linked, total.chapters, total.amounts
    FROM total
    LEFT JOIN linked USING (proposal_id)
    LEFT JOIN waived USING (proposal_id)
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
       back.returned_at, coalesce(told.chapters, '{}'), coalesce(told.amounts, '{}')
FROM chosen
LEFT JOIN told ON told.proposal_id = chosen.id
LEFT JOIN asked ON asked.proposal_id = chosen.id
LEFT JOIN submitted ON submitted.proposal_id = chosen.id
LEFT JOIN back ON back.proposal_id = chosen.id
