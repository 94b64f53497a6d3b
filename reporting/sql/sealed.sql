-- A publication is written in one transaction (inserted open, filled, sealed) and then
-- never changes: not its row, not the rows it holds, not by adding one more.

CREATE FUNCTION reporting_publication_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('DELETE', 'TRUNCATE') OR OLD.sealed OR NOT NEW.sealed
       OR (OLD.id, OLD.fiscal_year_id, OLD.number) IS DISTINCT FROM
          (NEW.id, NEW.fiscal_year_id, NEW.number) THEN
        RAISE EXCEPTION 'A publication never changes.'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'publication_immutable';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION reporting_publication_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A publication never changes: no % on %.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'publication_immutable';
END $$;

CREATE FUNCTION reporting_publication_is_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (SELECT sealed FROM reporting_publication WHERE id = NEW.id) THEN
        RAISE EXCEPTION 'Publication % was not sealed.', NEW.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'publication_sealed';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION reporting_rows_of_open_publication() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM reporting_publication
               WHERE sealed AND id IN (SELECT publication_id FROM new_rows)) THEN
        RAISE EXCEPTION 'A publication never changes: no row is added to %.', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'publication_immutable';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER publication_guard BEFORE UPDATE ON reporting_publication
    FOR EACH ROW EXECUTE FUNCTION reporting_publication_guard();
CREATE TRIGGER publication_refuse BEFORE DELETE OR TRUNCATE ON reporting_publication
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_publication_refuse();
CREATE FUNCTION reporting_publication_begins_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.sealed THEN
        RAISE EXCEPTION 'A publication is inserted open, filled, then sealed.'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'publication_begins_open';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER publication_begins_open BEFORE INSERT ON reporting_publication
    FOR EACH ROW EXECUTE FUNCTION reporting_publication_begins_open();
CREATE CONSTRAINT TRIGGER publication_sealed AFTER INSERT ON reporting_publication
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION reporting_publication_is_sealed();

DO $$
DECLARE
    held text;
BEGIN
    FOREACH held IN ARRAY ARRAY [
        'comparison', 'comparedaction', 'succession', 'programme', 'right', 'group',
        'strategy', 'action', 'unit', 'line', 'citation']
    LOOP
        EXECUTE format(
            'CREATE TRIGGER published%s_refuse BEFORE UPDATE OR DELETE OR TRUNCATE'
            ' ON reporting_published%s FOR EACH STATEMENT'
            ' EXECUTE FUNCTION reporting_publication_refuse()', held, held);
        EXECUTE format(
            'CREATE TRIGGER published%s_open AFTER INSERT ON reporting_published%s'
            ' REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT'
            ' EXECUTE FUNCTION reporting_rows_of_open_publication()', held, held);
    END LOOP;
END $$;
