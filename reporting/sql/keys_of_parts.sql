-- A hundred thousand parts of units' money are of one publication: it is looked for once.
CREATE TRIGGER unitpart_keys AFTER INSERT ON reporting_unitpart
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_rows_of_publication();
