-- A published line and a published citation are of a publication that is open, and a
-- citation is of a line of the same publication. Asked once a statement: a foreign key asks
-- once a row, at the commit, which was a tenth of what publishing a year of 100,000 lines
-- took. What is named never goes: no publication and no row of one is ever deleted, by
-- whomever (sealed.sql).

CREATE FUNCTION reporting_rows_of_publication() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT publication_id FROM new_rows) n
               LEFT JOIN reporting_publication p ON p.id = n.publication_id
               WHERE p.id IS NULL) THEN
        RAISE EXCEPTION 'A row of % is of a publication that exists.', TG_TABLE_NAME
            USING ERRCODE = 'foreign_key_violation',
                  CONSTRAINT = TG_TABLE_NAME || '_of_publication';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION reporting_citation_of_line() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off SET enable_nestloop = off AS $$
DECLARE
    lines bigint[] := ARRAY (SELECT DISTINCT line_id FROM new_rows);
BEGIN
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT line_id, publication_id FROM new_rows) n
               LEFT JOIN (SELECT id, publication_id FROM reporting_publishedline
                          WHERE id = ANY (lines)) l
                   ON l.id = n.line_id AND l.publication_id = n.publication_id
               WHERE l.id IS NULL) THEN
        RAISE EXCEPTION 'A published citation is of a line of its own publication.'
            USING ERRCODE = 'foreign_key_violation',
                  CONSTRAINT = 'publishedcitation_of_line';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER publishedline_keys AFTER INSERT ON reporting_publishedline
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_rows_of_publication();
CREATE TRIGGER publishedcitation_keys AFTER INSERT ON reporting_publishedcitation
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_rows_of_publication();
CREATE TRIGGER publishedcitation_line_keys AFTER INSERT ON reporting_publishedcitation
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_citation_of_line();
