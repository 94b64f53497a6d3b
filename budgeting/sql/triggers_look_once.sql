-- The same rules as before (keys_and_gate_by_sets.sql, citations_in_one_pass.sql), asked with
-- less work still, so that a past budget of 100,000 lines loads within its limit.
-- What new rows name is gathered once, as an array: PostgreSQL goes through the index by an
-- array's values in order, leaf by leaf, instead of from the root for each.

-- What a new line owes: that its proposal is not frozen, that whoever wrote it is known, that
-- its framework is there and of the same proposal. One look for all three.
CREATE FUNCTION budgeting_line_inserted() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    frameworks bigint[];
    proposals bigint[];  -- the proposal of each framework, as the lines say
    touched bigint[];
BEGIN
    SELECT array_agg(n.framework_id ORDER BY n.framework_id),
           array_agg(n.proposal_id ORDER BY n.framework_id),
           array_agg(DISTINCT n.proposal_id)
        INTO frameworks, proposals, touched
        FROM (SELECT DISTINCT framework_id, proposal_id FROM new_rows) n;
    IF trail_actor() IS NOT NULL THEN
        PERFORM budgeting_record_contributors(touched, ARRAY [trail_actor()]);
    END IF;
    PERFORM budgeting_refuse_frozen(touched);
    PERFORM 1 FROM budgeting_policyframework
        WHERE id = ANY (frameworks) AND xmin <> pg_current_xact_id()::xid
        ORDER BY id FOR KEY SHARE;
    IF EXISTS (SELECT 1 FROM unnest(frameworks, proposals) AS n (framework_id, proposal_id)
               LEFT JOIN budgeting_policyframework f
                   ON f.id = n.framework_id AND f.proposal_id = n.proposal_id
               WHERE f.id IS NULL) THEN
        RAISE EXCEPTION 'A spending line belongs to a framework of its own proposal.'
            USING ERRCODE = 'foreign_key_violation',
                  CONSTRAINT = 'spendingline_of_framework';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER spendingline_contribute_insert ON budgeting_spendingline;
DROP TRIGGER spendingline_freeze_insert ON budgeting_spendingline;
DROP TRIGGER spendingline_keys_insert ON budgeting_spendingline;
CREATE TRIGGER spendingline_inserted AFTER INSERT ON budgeting_spendingline
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budgeting_line_inserted();

CREATE OR REPLACE FUNCTION budgeting_citation_inserted() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    lines bigint[] := ARRAY (SELECT DISTINCT line_id FROM new_rows);
    actions bigint[];
    programmes bigint[];  -- the programme of each action, as the citations say
    touched bigint[];
    found bigint;
    of_others boolean;  -- lines that this very transaction did not insert
BEGIN
    SELECT array_agg(l.proposal_id), coalesce(sum(l.count), 0), coalesce(bool_or(l.old), false)
        INTO touched, found, of_others
        FROM (SELECT proposal_id, count(*), bool_or(xmin <> pg_current_xact_id()::xid) AS old
              FROM budgeting_spendingline WHERE id = ANY (lines) GROUP BY proposal_id) l;
    IF trail_actor() IS NOT NULL THEN
        PERFORM budgeting_record_contributors(touched, ARRAY [trail_actor()]);
    END IF;
    PERFORM budgeting_refuse_frozen(touched);
    IF of_others AND found = cardinality(lines) THEN  -- named from now on; then looked again
        PERFORM 1 FROM budgeting_spendingline
            WHERE id = ANY (lines) AND xmin <> pg_current_xact_id()::xid
            ORDER BY id FOR KEY SHARE;
        found := (SELECT count(*) FROM budgeting_spendingline WHERE id = ANY (lines));
    END IF;
    IF found <> cardinality(lines) THEN
        RAISE EXCEPTION 'A citation is of a spending line that exists.'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'citation_of_line';
    END IF;
    SELECT array_agg(n.action_id), array_agg(n.programme_id) INTO actions, programmes
        FROM (SELECT DISTINCT action_id, programme_id FROM new_rows) n;
    PERFORM 1 FROM programme_action WHERE id = ANY (actions) ORDER BY id FOR KEY SHARE;
    IF EXISTS (SELECT 1 FROM unnest(actions, programmes) AS n (action_id, programme_id)
               LEFT JOIN programme_action a
                   ON a.id = n.action_id AND a.programme_id = n.programme_id
               WHERE a.id IS NULL) THEN
        RAISE EXCEPTION 'A citation is of an action, and of that action''s programme.'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'citation_of_action';
    END IF;
    RETURN NULL;
END $$;

-- The planner guesses ten lines for the array of them: no loop within a loop for that.
CREATE OR REPLACE FUNCTION budgeting_lines_at_fault(of_proposal bigint)
RETURNS TABLE (code text, fault text) LANGUAGE sql STABLE
    SET search_path = pg_catalog, public, pg_temp SET enable_nestloop = off AS $$
    SELECT l.code::text,
           CASE
               WHEN l.pending <> '{}'::jsonb THEN 'pending'
               WHEN l.screened = 'none' AND c.line_id IS NOT NULL THEN 'screened and cited'
               WHEN c.foreign_programme THEN 'programme not of the year'
               WHEN NOT c.shares_add_up THEN 'shares'
               WHEN y.linking = 'required' AND l.screened = 'none' THEN 'screened'
               ELSE 'uncited'
           END
    FROM budgeting_proposal p
    JOIN budgeting_fiscalyear y ON y.year = p.fiscal_year_id
    JOIN budgeting_spendingline l ON l.proposal_id = p.id AND l.removed_at IS NULL
    LEFT JOIN (
        SELECT s.line_id,
               coalesce(bool_or(yp.is_main), false) AS cites_main,
               bool_or(yp.is_main IS NULL) AS foreign_programme,
               bool_and(s.total = 10000) AS shares_add_up
        FROM (
            SELECT ci.line_id, ci.programme_id, sum(ci.share) AS total
            FROM budgeting_citation ci
            WHERE ci.line_id = ANY (ARRAY (
                SELECT own.id FROM budgeting_spendingline own
                WHERE own.proposal_id = of_proposal AND own.removed_at IS NULL))
            GROUP BY ci.line_id, ci.programme_id
        ) s
        LEFT JOIN budgeting_yearprogramme yp
            ON yp.programme_id = s.programme_id AND yp.fiscal_year_id = (
                SELECT fiscal_year_id FROM budgeting_proposal WHERE id = of_proposal)
        GROUP BY s.line_id
    ) c ON c.line_id = l.id
    WHERE p.id = of_proposal
      AND (
          l.pending <> '{}'::jsonb
          OR l.screened = 'none' AND (c.line_id IS NOT NULL OR y.linking = 'required')
          OR c.foreign_programme
          OR NOT c.shares_add_up
          OR y.linking = 'required' AND c.cites_main IS NOT TRUE AND NOT EXISTS (
              SELECT 1 FROM budgeting_waiver w
              WHERE w.line_id = l.id AND w.lapsed_at IS NULL
                AND w.amount = l.amount
                AND w.object_code = l.object_code
                AND w.description = l.description
          )
      )
$$;
