-- The trail, the submissions and the record of who contributed are only added to.

CREATE FUNCTION budgeting_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only added to: no % is possible.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END $$;

CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON budgeting_event
    FOR EACH STATEMENT EXECUTE FUNCTION budgeting_append_only();
CREATE TRIGGER submission_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON budgeting_submission
    FOR EACH STATEMENT EXECUTE FUNCTION budgeting_append_only();
CREATE TRIGGER contribution_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON budgeting_contribution
    FOR EACH STATEMENT EXECUTE FUNCTION budgeting_append_only();
