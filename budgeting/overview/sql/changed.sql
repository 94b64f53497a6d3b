-- How many lines and frameworks of each proposal's last submission are not as they were
-- in the one before: new, gone or of another content. Nothing of a first submission.
WITH numbered AS (
    SELECT s.proposal_id, s.content,
           row_number() OVER (PARTITION BY s.proposal_id ORDER BY s.number DESC) AS turn
    FROM budgeting_submission s
    WHERE s.proposal_id = ANY (%(proposals)s::bigint[])
),
again AS (
    SELECT proposal_id FROM numbered WHERE turn = 2
),
framework AS (
    SELECT n.proposal_id, n.turn, f.said
    FROM numbered n
    JOIN again USING (proposal_id)
    CROSS JOIN jsonb_array_elements(n.content -> 'frameworks') AS f (said)
    WHERE n.turn <= 2
),
part AS (
    SELECT proposal_id, turn, 'framework' AS what, said ->> 'code' AS code,
           said - 'lines' AS said
    FROM framework
    UNION ALL
    SELECT proposal_id, turn, 'line', l.said ->> 'code',
           l.said || jsonb_build_object('framework', framework.said -> 'code')
    FROM framework
    CROSS JOIN jsonb_array_elements(framework.said -> 'lines') AS l (said)
),
compared AS (
    SELECT coalesce(a.proposal_id, b.proposal_id) AS proposal_id,
           coalesce(a.what, b.what) AS what, a.said IS DISTINCT FROM b.said AS differs
    FROM (SELECT * FROM part WHERE turn = 1) a
    FULL JOIN (SELECT * FROM part WHERE turn = 2) b
        ON b.proposal_id = a.proposal_id AND b.what = a.what AND b.code = a.code
)
SELECT proposal_id, count(*) FILTER (WHERE differs AND what = 'line'),
       count(*) FILTER (WHERE differs AND what = 'framework')
FROM compared
GROUP BY proposal_id
