-- Who contributes to a proposal is written down by the database, by whatever door the
-- change comes: a service, a form, the administration, a bulk update, plain SQL, an import.
-- It knows who acts from trail_actor(); the services say it besides, where nobody acts.

CREATE FUNCTION budgeting_record_contributors(touched bigint[], people bigint[])
RETURNS void LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO budgeting_contribution (proposal_id, by_id, at)
    SELECT p.id, b.id, now()
    FROM unnest(touched) AS p (id), unnest(people) AS b (id)
    WHERE p.id IS NOT NULL AND b.id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM budgeting_contribution WHERE proposal_id = p.id AND by_id = b.id)
    ORDER BY p.id, b.id
    ON CONFLICT DO NOTHING
$$;

-- Frameworks and lines know their proposal, citations their line. By sets: a past budget
-- of 20,000 lines asks this once a statement.
CREATE FUNCTION budgeting_contribute() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    touched bigint[];
BEGIN
    IF trail_actor() IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_ARGV[0] = 'proposal' THEN
        IF TG_OP = 'INSERT' THEN
            touched := ARRAY (SELECT DISTINCT proposal_id FROM new_rows);
        ELSIF TG_OP = 'DELETE' THEN
            touched := ARRAY (SELECT DISTINCT proposal_id FROM old_rows);
        ELSE
            touched := ARRAY (SELECT proposal_id FROM new_rows
                              UNION SELECT proposal_id FROM old_rows);
        END IF;
    ELSIF TG_OP = 'INSERT' THEN
        touched := ARRAY (SELECT DISTINCT l.proposal_id FROM new_rows r
                          JOIN budgeting_spendingline l ON l.id = r.line_id);
    ELSIF TG_OP = 'DELETE' THEN
        touched := ARRAY (SELECT DISTINCT l.proposal_id FROM old_rows r
                          JOIN budgeting_spendingline l ON l.id = r.line_id);
    ELSE
        touched := ARRAY (SELECT l.proposal_id FROM new_rows r
                          JOIN budgeting_spendingline l ON l.id = r.line_id
                          UNION
                          SELECT l.proposal_id FROM old_rows r
                          JOIN budgeting_spendingline l ON l.id = r.line_id);
    END IF;
    PERFORM budgeting_record_contributors(touched, ARRAY [trail_actor()]);
    RETURN NULL;
END $$;

-- Who begins a proposal, takes it over or hands it in.
CREATE FUNCTION budgeting_contribute_whole() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM budgeting_record_contributors(
        ARRAY [NEW.id], ARRAY [trail_actor(), NEW.submitted_by_id]);
    RETURN NULL;
END $$;

-- Who signs a submission.
CREATE FUNCTION budgeting_contribute_signing() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM budgeting_record_contributors(
        ARRAY [NEW.proposal_id], ARRAY [trail_actor(), NEW.by_id]);
    RETURN NULL;
END $$;

-- Who answers Finance for the unit. The lock, for an approval that runs at the same time:
-- it waits, and then sees who answered.
CREATE FUNCTION budgeting_contribute_reply() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM budgeting_proposal WHERE id = NEW.proposal_id FOR SHARE;
    PERFORM budgeting_record_contributors(
        ARRAY [NEW.proposal_id], ARRAY [trail_actor(), NEW.replied_by_id]);
    RETURN NULL;
END $$;

DO $$
DECLARE
    held text[];
    event text[];
BEGIN
    FOREACH held SLICE 1 IN ARRAY ARRAY [
        ['policyframework', 'proposal'], ['spendingline', 'proposal'], ['citation', 'line']]
    LOOP
        FOREACH event SLICE 1 IN ARRAY ARRAY [
            ['insert', 'NEW TABLE AS new_rows'], ['delete', 'OLD TABLE AS old_rows'],
            ['update', 'OLD TABLE AS old_rows NEW TABLE AS new_rows']]
        LOOP
            EXECUTE format(
                'CREATE TRIGGER %s_contribute_%s AFTER %s ON budgeting_%s REFERENCING %s'
                ' FOR EACH STATEMENT EXECUTE FUNCTION budgeting_contribute(%L)',
                held[1], event[1], event[1], held[1], event[2], held[2]);
        END LOOP;
    END LOOP;
END $$;

CREATE TRIGGER proposal_contribute_insert AFTER INSERT ON budgeting_proposal
    FOR EACH ROW EXECUTE FUNCTION budgeting_contribute_whole();
CREATE TRIGGER proposal_contribute_update AFTER UPDATE ON budgeting_proposal
    FOR EACH ROW WHEN (
        NEW.status = 'submitted' AND OLD.status <> 'submitted'
        OR NEW.origin <> OLD.origin
        OR NEW.submitted_by_id IS DISTINCT FROM OLD.submitted_by_id)
    EXECUTE FUNCTION budgeting_contribute_whole();
CREATE TRIGGER submission_contribute AFTER INSERT ON budgeting_submission
    FOR EACH ROW EXECUTE FUNCTION budgeting_contribute_signing();
CREATE TRIGGER observation_contribute_insert AFTER INSERT ON budgeting_observation
    FOR EACH ROW WHEN (NEW.reply <> '' OR NEW.replied_by_id IS NOT NULL)
    EXECUTE FUNCTION budgeting_contribute_reply();
CREATE TRIGGER observation_contribute_update AFTER UPDATE ON budgeting_observation
    FOR EACH ROW WHEN ((NEW.reply, NEW.replied_by_id)
                       IS DISTINCT FROM (OLD.reply, OLD.replied_by_id))
    EXECUTE FUNCTION budgeting_contribute_reply();

-- Whoever contributed before the database kept count.
INSERT INTO budgeting_contribution (proposal_id, by_id, at)
    SELECT proposal_id, by_id, min(at) FROM (
        SELECT proposal_id, by_id, at FROM budgeting_submission
        UNION ALL
        SELECT proposal_id, replied_by_id, coalesce(replied_at, at)
            FROM budgeting_observation WHERE replied_by_id IS NOT NULL
        UNION ALL
        SELECT id, submitted_by_id, submitted_at
            FROM budgeting_proposal WHERE submitted_by_id IS NOT NULL
        UNION ALL
        SELECT proposal_id, by_id, at FROM budgeting_event
            WHERE proposal_id IS NOT NULL AND by_id IS NOT NULL
              AND kind IN ('created', 'edited', 'submitted', 'replied', 'imported')
    ) AS before
    GROUP BY proposal_id, by_id
    ON CONFLICT DO NOTHING;

-- The gate refuses an approval by whoever contributed (gate.sql). Here: an approval is the
-- act of a person of Finance, in their own name; being a superuser is no role.

CREATE FUNCTION budgeting_proposal_approval() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.origin = 'imported' THEN
        IF NEW.approved_by_id IS NOT NULL THEN
            RAISE EXCEPTION 'An imported proposal is nobody''s approval.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_imported_by_nobody';
        END IF;
        RETURN NULL;
    END IF;
    IF trail_actor() <> NEW.approved_by_id THEN
        RAISE EXCEPTION 'Nobody approves in the name of another.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_approved_in_own_name';
    END IF;
    IF NOT programme_holds(NEW.approved_by_id, ARRAY ['analyst', 'finance_head']) THEN
        RAISE EXCEPTION 'Only a person of Finance approves proposal %.', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_approved_by_finance';
    END IF;
    RETURN NULL;
END $$;

-- after proposal_gate, which comes first by its name
CREATE TRIGGER proposal_gate_approval AFTER UPDATE OF status ON budgeting_proposal
    FOR EACH ROW WHEN (NEW.status = 'approved' AND OLD.status <> 'approved'
                       AND (NEW.approved_by_id IS NOT NULL OR NEW.origin = 'imported'))
    EXECUTE FUNCTION budgeting_proposal_approval();
