-- The public register of exceptions is only added to; that a waiver lapsed it learns from
-- the database itself, which lets it lapse (freeze.sql).

CREATE TRIGGER registeredexception_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON budgeting_registeredexception
    FOR EACH STATEMENT EXECUTE FUNCTION budgeting_append_only();

-- Only a waiver that stands in the register says there that it lapsed.
CREATE FUNCTION budgeting_register_lapses() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO budgeting_registeredexception
        (kind, step, fiscal_year_id, unit_id, unit_code, unit_name, line_code, reason,
         author, author_function, before_register, at, source, follows_id)
    SELECT r.kind, 'lapsed', r.fiscal_year_id, r.unit_id, r.unit_code, r.unit_name,
           r.line_code, '', '', '', false, n.lapsed_at, r.source, r.id
    FROM new_rows n
    JOIN old_rows o ON o.id = n.id AND o.lapsed_at IS NULL
    JOIN budgeting_registeredexception r
        ON r.kind = 'waiver' AND r.source = n.id AND r.step = 'given'
    WHERE n.lapsed_at IS NOT NULL;
    RETURN NULL;
END $$;

CREATE TRIGGER waiver_register_lapses AFTER UPDATE ON budgeting_waiver
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budgeting_register_lapses();

-- What was given before there was a register. Its reasons and names were written to be
-- kept by Finance and auditors: they stay there. That it was given is told.
INSERT INTO budgeting_registeredexception
    (kind, step, fiscal_year_id, unit_id, unit_code, unit_name, line_code, until, reason,
     author, author_function, before_register, at, source)
SELECT given.kind, 'given', given.year, u.id, u.code, u.name, given.line_code,
       given.until, '', '', 'finance_head', true, given.at, given.source
FROM (
    SELECT 'extension' AS kind, fiscal_year_id AS year, unit_id, '' AS line_code,
           until, at, id AS source
    FROM budgeting_extension
    UNION ALL
    SELECT 'waiver', p.fiscal_year_id, p.unit_id, l.code, NULL, w.at, w.id
    FROM budgeting_waiver w
    JOIN budgeting_spendingline l ON l.id = w.line_id
    JOIN budgeting_proposal p ON p.id = l.proposal_id
    UNION ALL
    SELECT 'on_behalf', fiscal_year_id, unit_id, '', NULL, at, NULL
    FROM budgeting_event
    WHERE kind = 'created' AND data ->> 'origin' = 'on_behalf' AND unit_id IS NOT NULL
    UNION ALL
    SELECT 'reopening', e.fiscal_year_id, e.unit_id, '', NULL, e.at, NULL
    FROM budgeting_event e
    JOIN budgeting_fiscalyear y ON y.year = e.fiscal_year_id
    WHERE e.kind = 'reopened' AND e.by_id IS NOT NULL AND e.batch_id IS NULL
      AND e.unit_id IS NOT NULL AND e.at > y.published_at
) AS given
JOIN programme_budgetunit u ON u.id = given.unit_id
ORDER BY given.at, given.source;

INSERT INTO budgeting_registeredexception
    (kind, step, fiscal_year_id, unit_id, unit_code, unit_name, line_code, reason,
     author, author_function, before_register, at, source, follows_id)
SELECT r.kind, 'lapsed', r.fiscal_year_id, r.unit_id, r.unit_code, r.unit_name,
       r.line_code, '', '', '', true, w.lapsed_at, r.source, r.id
FROM budgeting_waiver w
JOIN budgeting_registeredexception r ON r.kind = 'waiver' AND r.source = w.id
WHERE w.lapsed_at IS NOT NULL
ORDER BY w.lapsed_at, w.id;

SET CONSTRAINTS ALL IMMEDIATE;
