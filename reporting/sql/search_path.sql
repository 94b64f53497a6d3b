-- The guards read the tables of this schema, whatever the session has of the same name: a
-- temporary table reporting_publication would otherwise hide that a publication is sealed.

DO $$
DECLARE
    guard regprocedure;
BEGIN
    FOR guard IN SELECT oid::regprocedure FROM pg_proc
                 WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'reporting\_%'
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', guard);
    END LOOP;
END $$;
