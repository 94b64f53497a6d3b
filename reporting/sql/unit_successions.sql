-- Rows of a publication: only ever added while it is open.
CREATE TRIGGER publishedunitsuccession_refuse BEFORE UPDATE OR DELETE OR TRUNCATE
    ON reporting_publishedunitsuccession FOR EACH STATEMENT
    EXECUTE FUNCTION reporting_publication_refuse();
CREATE TRIGGER publishedunitsuccession_open AFTER INSERT ON reporting_publishedunitsuccession
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
    EXECUTE FUNCTION reporting_rows_of_open_publication();
