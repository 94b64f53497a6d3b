-- A message under an observation is only added; whoever answers for the unit contributes.

CREATE TRIGGER reply_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON budgeting_reply
    FOR EACH STATEMENT EXECUTE FUNCTION budgeting_append_only();

-- The lock, for an approval that runs at the same time: it waits, and sees who answered.
CREATE FUNCTION budgeting_contribute_message() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    touched bigint;
BEGIN
    SELECT proposal_id INTO touched FROM budgeting_observation WHERE id = NEW.observation_id;
    PERFORM 1 FROM budgeting_proposal WHERE id = touched FOR SHARE;
    PERFORM budgeting_record_contributors(ARRAY [touched], ARRAY [trail_actor(), NEW.by_id]);
    RETURN NULL;
END $$;

CREATE TRIGGER reply_contribute AFTER INSERT ON budgeting_reply
    FOR EACH ROW WHEN (NEW.side = 'unit')
    EXECUTE FUNCTION budgeting_contribute_message();
