-- A year prepared by mistake may go, as long as nothing names it: the keys of every other
-- table see to that when the transaction commits. The history of its terms goes with it,
-- and stays in the trail. Else events are only added to, as before (trail.sql).

CREATE FUNCTION budgeting_event_goes_with_its_year() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM old_rows e
               WHERE e.proposal_id IS NOT NULL OR e.kind NOT IN (
                         'year_created', 'year_changed', 'year_opened', 'year_closed')
                  OR EXISTS (SELECT 1 FROM budgeting_fiscalyear y
                             WHERE y.year = e.fiscal_year_id)) THEN
        RAISE EXCEPTION '% is only added to: no % is possible.', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'budgeting_event_append_only';
    END IF;
    RETURN NULL;
END $$;

-- with the owner's right: the application itself may delete no event
CREATE FUNCTION budgeting_year_takes_its_terms() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM budgeting_event e USING old_rows y
        WHERE e.fiscal_year_id = y.year AND e.proposal_id IS NULL
          AND e.kind IN ('year_created', 'year_changed', 'year_opened', 'year_closed');
    RETURN NULL;
END $$;

DROP TRIGGER event_append_only ON budgeting_event;
CREATE TRIGGER event_append_only BEFORE UPDATE OR TRUNCATE ON budgeting_event
    FOR EACH STATEMENT EXECUTE FUNCTION budgeting_append_only();
CREATE TRIGGER event_goes_with_its_year AFTER DELETE ON budgeting_event
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budgeting_event_goes_with_its_year();
CREATE TRIGGER fiscalyear_takes_its_terms AFTER DELETE ON budgeting_fiscalyear
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budgeting_year_takes_its_terms();
