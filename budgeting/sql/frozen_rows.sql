-- A frozen proposal's own row is frozen too: who submitted and who approved it, and when,
-- change with its status only. Otherwise an approval could be put in the name of whoever
-- edited it, after the gate had asked.

CREATE FUNCTION budgeting_proposal_row_frozen() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'Proposal % is %: it is frozen.', OLD.id, OLD.status
        USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_frozen';
END $$;

-- after proposal_moves, which comes first by its name and names what never changes at all
CREATE TRIGGER proposal_row_frozen BEFORE UPDATE ON budgeting_proposal
    FOR EACH ROW WHEN (OLD.status IN ('submitted', 'approved') AND NEW.status = OLD.status
                       AND OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION budgeting_proposal_row_frozen();

-- A session whose snapshot is older than a submission does not see that the year has one:
-- it changes no rule of a year and empties no table. (Lines need no such guard: the lock on
-- their proposal's row already fails in such a session.)

CREATE FUNCTION budgeting_read_committed_only() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'The rule of a year changes in a READ COMMITTED transaction only.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fiscalyear_isolation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD WHEN 'TRUNCATE' THEN NULL ELSE NEW END;
END $$;

CREATE TRIGGER fiscalyear_as_it_is_now BEFORE UPDATE ON budgeting_fiscalyear
    FOR EACH ROW WHEN ((OLD.year, OLD.linking, OLD.currency)
                       IS DISTINCT FROM (NEW.year, NEW.linking, NEW.currency))
    EXECUTE FUNCTION budgeting_read_committed_only();
CREATE TRIGGER yearprogramme_as_it_is_now
    BEFORE INSERT OR UPDATE OR DELETE ON budgeting_yearprogramme
    FOR EACH ROW EXECUTE FUNCTION budgeting_read_committed_only();

DO $$
DECLARE
    held text;
BEGIN
    FOREACH held IN ARRAY ARRAY [
        'proposal', 'policyframework', 'spendingline', 'citation', 'waiver',
        'fiscalyear', 'yearprogramme']
    LOOP
        EXECUTE format(
            'CREATE TRIGGER %s_as_it_is_now BEFORE TRUNCATE ON budgeting_%s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION budgeting_read_committed_only()',
            held || '_emptied', held);
    END LOOP;
END $$;
