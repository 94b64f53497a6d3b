-- The gate (method.md, 2): nothing enters submitted or approved with a line at fault.

CREATE FUNCTION budgeting_lines_at_fault(of_proposal bigint)
RETURNS TABLE (code text, fault text) LANGUAGE sql STABLE AS $$
    SELECT l.code::text,
           CASE
               WHEN l.pending <> '{}'::jsonb THEN 'pending'
               WHEN l.screened = 'none' AND c.cited THEN 'screened and cited'
               WHEN c.foreign_programme THEN 'programme not of the year'
               WHEN NOT c.shares_add_up THEN 'shares'
               WHEN y.linking = 'required' AND l.screened = 'none' THEN 'screened'
               ELSE 'uncited'
           END
    FROM budgeting_proposal p
    JOIN budgeting_fiscalyear y ON y.year = p.fiscal_year_id
    JOIN budgeting_spendingline l ON l.proposal_id = p.id AND l.removed_at IS NULL
    CROSS JOIN LATERAL (
        SELECT count(*) > 0 AS cited,
               coalesce(bool_or(s.is_main), false) AS cites_main,
               coalesce(bool_or(s.is_main IS NULL), false) AS foreign_programme,
               coalesce(bool_and(s.total = 10000), true) AS shares_add_up
        FROM (
            SELECT yp.is_main, sum(ci.share) AS total
            FROM budgeting_citation ci
            LEFT JOIN budgeting_yearprogramme yp
                ON yp.programme_id = ci.programme_id AND yp.fiscal_year_id = y.year
            WHERE ci.line_id = l.id
            GROUP BY ci.programme_id, yp.is_main
        ) s
    ) c
    WHERE p.id = of_proposal
      AND (
          l.pending <> '{}'::jsonb
          OR l.screened = 'none' AND (c.cited OR y.linking = 'required')
          OR c.foreign_programme
          OR NOT c.shares_add_up
          OR y.linking = 'required' AND NOT c.cites_main AND NOT EXISTS (
              SELECT 1 FROM budgeting_waiver w
              WHERE w.line_id = l.id AND w.lapsed_at IS NULL
                AND w.amount = l.amount
                AND w.object_code = l.object_code
                AND w.description = l.description
          )
      )
$$;

CREATE FUNCTION budgeting_proposal_gate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    at_fault text;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        -- an older snapshot would not see a line that was added meanwhile
        RAISE EXCEPTION 'A proposal changes status in a READ COMMITTED transaction only.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_gate_isolation';
    END IF;
    PERFORM 1 FROM budgeting_fiscalyear WHERE year = NEW.fiscal_year_id FOR SHARE;
    IF NOT EXISTS (SELECT 1 FROM budgeting_spendingline
                   WHERE proposal_id = NEW.id AND removed_at IS NULL) THEN
        RAISE EXCEPTION 'Proposal % has no spending line.', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_has_lines';
    END IF;
    SELECT string_agg(f.code || ' (' || f.fault || ')', ', ' ORDER BY f.code COLLATE "C")
        INTO at_fault FROM budgeting_lines_at_fault(NEW.id) f;
    IF at_fault IS NOT NULL THEN
        RAISE EXCEPTION 'Proposal % has lines at fault.', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_no_line_at_fault',
                  DETAIL = at_fault;
    END IF;
    IF EXISTS (SELECT 1 FROM budgeting_policyframework
               WHERE proposal_id = NEW.id AND removed_at IS NULL
                 AND pending <> '{}'::jsonb) THEN
        RAISE EXCEPTION 'Proposal % has a framework with text that cannot be read.', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_no_pending_text';
    END IF;
    IF NEW.status = 'approved' AND EXISTS (
        SELECT 1 FROM budgeting_observation
        WHERE proposal_id = NEW.id AND severity = 'blocking' AND resolution = ''
    ) THEN
        RAISE EXCEPTION 'Proposal % has open blocking observations.', NEW.id
            USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'proposal_no_open_blocking_observation';
    END IF;
    IF NEW.status = 'approved' AND EXISTS (
        SELECT 1 FROM budgeting_contribution
        WHERE proposal_id = NEW.id AND by_id = NEW.approved_by_id
    ) THEN
        RAISE EXCEPTION 'Whoever edited or submitted proposal % may not approve it.', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_approved_by_another';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER proposal_gate AFTER UPDATE OF status ON budgeting_proposal
    FOR EACH ROW WHEN (NEW.status IN ('submitted', 'approved')
                       AND NEW.status IS DISTINCT FROM OLD.status)
    EXECUTE FUNCTION budgeting_proposal_gate();

-- The moves of a proposal (method.md, 3), and what never changes about it.

CREATE FUNCTION budgeting_proposal_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    autonomous boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'draft' THEN
            RAISE EXCEPTION 'A proposal begins as a draft.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_begins_as_draft';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.status IN ('submitted', 'approved') THEN
            RAISE EXCEPTION 'Proposal % is %: it is frozen.', OLD.id, OLD.status
                USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_frozen';
        END IF;
        RETURN OLD;
    END IF;
    IF (NEW.fiscal_year_id, NEW.unit_id, NEW.origin = 'imported')
       IS DISTINCT FROM (OLD.fiscal_year_id, OLD.unit_id, OLD.origin = 'imported') THEN
        RAISE EXCEPTION 'The year, the unit and the origin of a proposal do not change.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_identity_fixed';
    END IF;
    IF NEW.status IS DISTINCT FROM OLD.status THEN
        SELECT kind = 'autonomous' INTO autonomous
            FROM programme_budgetunit WHERE id = NEW.unit_id;
        IF (OLD.status, NEW.status) NOT IN (
               ('draft', 'submitted'), ('submitted', 'returned'), ('returned', 'submitted'),
               ('submitted', 'approved'), ('approved', 'returned'))
           AND NOT (NEW.origin = 'imported' AND (OLD.status, NEW.status) IN (
               ('draft', 'approved'), ('approved', 'draft')))
           OR NEW.origin = 'imported' AND NEW.status IN ('submitted', 'returned')
           OR autonomous AND NEW.status = 'returned' THEN
            RAISE EXCEPTION 'A proposal does not move from % to %.', OLD.status, NEW.status
                USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_move_known';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER proposal_moves BEFORE INSERT OR UPDATE OR DELETE ON budgeting_proposal
    FOR EACH ROW EXECUTE FUNCTION budgeting_proposal_moves();
