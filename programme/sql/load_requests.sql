-- A file that changes much of what exists takes two administrators: one asks to load exactly
-- what the preview shows, another confirms it within 72 hours. Or the operator's command
-- loads it, where nobody acts on the site.

CREATE FUNCTION programme_load_asked() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.outcome <> 'open' OR NEW.by_id <> trail_actor()
       OR NOT programme_holds(NEW.by_id, ARRAY ['administrator']) THEN
        RAISE EXCEPTION 'A request to load a file begins open, in the name of the administrator who asks.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'loadrequest_begins_open';
    END IF;
    NEW.at := least(NEW.at, clock_timestamp());
    RETURN NEW;
END $$;

CREATE FUNCTION programme_load_decided() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (OLD.id, OLD.batch_id, OLD.seen, OLD.by_id, OLD.at)
       IS DISTINCT FROM (NEW.id, NEW.batch_id, NEW.seen, NEW.by_id, NEW.at)
       OR OLD.outcome <> 'open' AND OLD IS DISTINCT FROM NEW
          -- what was confirmed and then met another preview
          AND NOT (OLD.outcome = 'confirmed' AND NEW.outcome = 'void') THEN
        RAISE EXCEPTION 'What a request to load a file says does not change.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'loadrequest_fixed';
    END IF;
    IF OLD.outcome = 'open' AND NEW.outcome IN ('confirmed', 'declined')
       AND (NEW.decided_by_id <> trail_actor()
            OR NOT programme_holds(NEW.decided_by_id, ARRAY ['administrator'])) THEN
        RAISE EXCEPTION 'A second administrator decides, in their own name.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'loadrequest_decided_by_second';
    END IF;
    IF OLD.outcome = 'open' AND NEW.outcome = 'confirmed'
       AND (clock_timestamp() > OLD.at + interval '72 hours'
            OR NOT programme_holds(NEW.by_id, ARRAY ['administrator'])) THEN
        RAISE EXCEPTION 'It is confirmed within 72 hours, while who asked is an administrator.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'loadrequest_still_good';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION programme_load_kept() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'Requests to load files are kept: no % is possible.', TG_OP
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'loadrequest_kept';
END $$;

CREATE TRIGGER loadrequest_asked BEFORE INSERT ON programme_loadrequest
    FOR EACH ROW EXECUTE FUNCTION programme_load_asked();
CREATE TRIGGER loadrequest_decided BEFORE UPDATE ON programme_loadrequest
    FOR EACH ROW EXECUTE FUNCTION programme_load_decided();
CREATE TRIGGER loadrequest_kept BEFORE DELETE OR TRUNCATE ON programme_loadrequest
    FOR EACH STATEMENT EXECUTE FUNCTION programme_load_kept();

CREATE FUNCTION programme_import_by_whom() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.loaded_by_id IS NULL AND trail_actor() IS NOT NULL THEN
        RAISE EXCEPTION 'The command is the operator''s: on the site two administrators load this.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'importbatch_by_the_operator';
    END IF;
    IF NEW.loaded_by_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM programme_loadrequest
        WHERE batch_id = NEW.id AND outcome = 'confirmed'
          AND (by_id, decided_by_id) = (NEW.loaded_by_id, NEW.confirmed_by_id)) THEN
        RAISE EXCEPTION 'One administrator asks to load this file, and a second confirms.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'importbatch_by_two_people';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION programme_import_whom_stays() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'Who asked and who confirmed does not change.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'importbatch_two_people_stay';
END $$;

CREATE TRIGGER importbatch_given_by_two BEFORE INSERT ON programme_importbatch
    FOR EACH ROW WHEN (NEW.takes_two) EXECUTE FUNCTION programme_import_by_whom();
CREATE TRIGGER importbatch_loaded_by_two BEFORE UPDATE ON programme_importbatch
    FOR EACH ROW WHEN (NEW.takes_two AND NOT OLD.takes_two)
    EXECUTE FUNCTION programme_import_by_whom();
CREATE TRIGGER importbatch_two_stay BEFORE UPDATE ON programme_importbatch
    FOR EACH ROW WHEN (OLD.takes_two
        AND (NEW.takes_two, NEW.loaded_by_id, NEW.confirmed_by_id)
            IS DISTINCT FROM (OLD.takes_two, OLD.loaded_by_id, OLD.confirmed_by_id))
    EXECUTE FUNCTION programme_import_whom_stays();
