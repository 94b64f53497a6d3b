-- A publication waits to be shown from the transaction that makes it, or never: what the
-- public has seen is hidden by nobody.
CREATE FUNCTION reporting_awaited_from_the_first() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (SELECT sealed FROM reporting_publication WHERE id = NEW.publication_id) THEN
        RAISE EXCEPTION 'A publication that was sealed is hidden from nobody.'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'awaited_from_the_first';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER awaited_from_the_first BEFORE INSERT OR UPDATE
    ON reporting_awaitedpublication FOR EACH ROW
    EXECUTE FUNCTION reporting_awaited_from_the_first();
