-- The moves of a proposal as before (gate.sql). New: one whose import was undone is an empty
-- draft, and its unit, or Finance on its behalf, may begin it as if there were none.

CREATE OR REPLACE FUNCTION budgeting_proposal_moves() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
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
       IS DISTINCT FROM (OLD.fiscal_year_id, OLD.unit_id, OLD.origin = 'imported')
       AND NOT (OLD.origin = 'imported' AND (OLD.status, NEW.status) = ('draft', 'draft')
                AND (NEW.fiscal_year_id, NEW.unit_id) = (OLD.fiscal_year_id, OLD.unit_id)
                AND NEW.source_hash = '') THEN
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
