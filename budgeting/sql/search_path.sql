-- The rules read the tables of this schema, whatever the session has of the same name: a
-- temporary table budgeting_proposal would otherwise be found first, and hide the frozen.

DO $$
DECLARE
    rule regprocedure;
BEGIN
    FOR rule IN SELECT oid::regprocedure FROM pg_proc
                WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'budgeting\_%'
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', rule);
    END LOOP;
END $$;
