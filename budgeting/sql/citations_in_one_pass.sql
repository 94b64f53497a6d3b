-- What a new citation owes: that its line and its action are there (keys_by_sets.sql), that
-- its proposal is not frozen (freeze.sql), that whoever wrote it is known (duties.sql). The
-- rules are the same as before. Three triggers looked the lines up, each by itself; here
-- one look serves all three, so that a load of many citations pays for it once.

CREATE FUNCTION budgeting_citation_inserted() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    touched bigint[];
    missing boolean;
    of_others boolean;  -- lines that this very transaction did not insert
BEGIN
    SELECT array_agg(DISTINCT l.proposal_id) FILTER (WHERE l.id IS NOT NULL),
           coalesce(bool_or(l.id IS NULL), false),
           coalesce(bool_or(l.xmin <> pg_current_xact_id()::xid), false)
        INTO touched, missing, of_others
        FROM (SELECT DISTINCT line_id FROM new_rows) n
        LEFT JOIN budgeting_spendingline l ON l.id = n.line_id;
    IF trail_actor() IS NOT NULL THEN
        PERFORM budgeting_record_contributors(touched, ARRAY [trail_actor()]);
    END IF;
    PERFORM budgeting_refuse_frozen(touched);
    IF of_others AND NOT missing THEN  -- named from now on; then looked at again
        PERFORM 1 FROM budgeting_spendingline
            WHERE id IN (SELECT line_id FROM new_rows)
              AND xmin <> pg_current_xact_id()::xid
            ORDER BY id FOR KEY SHARE;
        missing := EXISTS (SELECT 1 FROM (SELECT DISTINCT line_id FROM new_rows) n
                           LEFT JOIN budgeting_spendingline l ON l.id = n.line_id
                           WHERE l.id IS NULL);
    END IF;
    IF missing THEN
        RAISE EXCEPTION 'A citation is of a spending line that exists.'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'citation_of_line';
    END IF;
    PERFORM 1 FROM programme_action
        WHERE id IN (SELECT action_id FROM new_rows) ORDER BY id FOR KEY SHARE;
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT action_id, programme_id FROM new_rows) n
               LEFT JOIN programme_action a
                   ON a.id = n.action_id AND a.programme_id = n.programme_id
               WHERE a.id IS NULL) THEN
        RAISE EXCEPTION 'A citation is of an action, and of that action''s programme.'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'citation_of_action';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER citation_contribute_insert ON budgeting_citation;
DROP TRIGGER citation_freeze_insert ON budgeting_citation;
DROP TRIGGER citation_keys_insert ON budgeting_citation;
CREATE TRIGGER citation_inserted AFTER INSERT ON budgeting_citation
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budgeting_citation_inserted();
