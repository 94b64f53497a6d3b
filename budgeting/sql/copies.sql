-- What was copied from an earlier year counts only once its unit confirmed it (method.md,
-- 1): nothing enters submitted or approved with a copy that nobody reviewed, nor with a
-- citation of the earlier year about which nobody decided. A gate beside the gate.

CREATE FUNCTION budgeting_copies_unreviewed(of_proposal bigint)
RETURNS TABLE (code text) LANGUAGE sql STABLE
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT f.code::text FROM budgeting_policyframework f
    WHERE f.proposal_id = of_proposal AND f.removed_at IS NULL
      AND f.copied_from_id IS NOT NULL AND f.confirmed_at IS NULL
    UNION ALL
    SELECT l.code::text FROM budgeting_spendingline l
    WHERE l.proposal_id = of_proposal AND l.removed_at IS NULL
      AND (l.copied_from_id IS NOT NULL AND l.confirmed_at IS NULL
           OR l.undecided IS NOT NULL)
$$;

CREATE FUNCTION budgeting_proposal_copies_gate() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    waiting text;
BEGIN
    SELECT string_agg(c.code, ', ' ORDER BY c.code COLLATE "C") INTO waiting
        FROM budgeting_copies_unreviewed(NEW.id) c;
    IF waiting IS NOT NULL THEN
        RAISE EXCEPTION 'Proposal % has copies that nobody reviewed.', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_copies_reviewed',
                  DETAIL = waiting;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER proposal_copies_gate AFTER UPDATE OF status ON budgeting_proposal
    FOR EACH ROW WHEN (NEW.status IN ('submitted', 'approved')
                       AND NEW.status IS DISTINCT FROM OLD.status)
    EXECUTE FUNCTION budgeting_proposal_copies_gate();
