-- A code stays with its action for ever. It never changes, and once its action is deleted
-- no other may have it: it comes back only as the same action, by its serial or wording.

CREATE FUNCTION programme_action_code_stays() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'The code of an action never changes: % is not made %.', OLD.code, NEW.code
        USING ERRCODE = 'check_violation', CONSTRAINT = 'action_code_stays';
END $$;

CREATE FUNCTION programme_action_code_spent() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO programme_spentcode (programme_code, code, serial, text_es, text_en, at)
    SELECT p.code, gone.code, gone.serial, gone.text_es, gone.text_en, now()
    FROM gone JOIN programme_programme p ON p.id = gone.programme_id;
    RETURN NULL;
END $$;

CREATE FUNCTION programme_action_code_unspent() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    taken text;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM programme_spentcode) THEN
        RETURN NULL;
    END IF;
    SELECT min(came.code) INTO taken
    FROM came
    JOIN programme_programme p ON p.id = came.programme_id
    JOIN programme_spentcode s ON s.programme_code = p.code AND s.code = came.code
    WHERE NOT EXISTS (
        SELECT 1 FROM programme_spentcode same
        WHERE same.programme_code = p.code AND same.code = came.code
          AND (same.serial = came.serial
               OR same.text_es = came.text_es AND came.text_es <> ''
               OR same.text_en = came.text_en AND came.text_en <> ''));
    IF taken IS NOT NULL THEN
        RAISE EXCEPTION 'The code % was another action''s: no code is given twice.', taken
            USING ERRCODE = 'check_violation', CONSTRAINT = 'action_code_never_reused';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER action_code_stays BEFORE UPDATE ON programme_action
    FOR EACH ROW WHEN (OLD.code <> NEW.code)
    EXECUTE FUNCTION programme_action_code_stays();
CREATE TRIGGER action_code_spent AFTER DELETE ON programme_action
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT
    EXECUTE FUNCTION programme_action_code_spent();
CREATE TRIGGER action_code_unspent AFTER INSERT ON programme_action
    REFERENCING NEW TABLE AS came FOR EACH STATEMENT
    EXECUTE FUNCTION programme_action_code_unspent();
