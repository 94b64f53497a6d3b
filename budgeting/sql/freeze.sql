-- The freeze behind the gate: what a submitted or approved proposal holds does not change.
-- One trigger a statement. It first locks the proposals FOR SHARE and only then reads
-- their status: without the lock a submit and an insert at once would both commit.

CREATE FUNCTION budgeting_refuse_frozen(touched bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    frozen text;
BEGIN
    PERFORM 1 FROM budgeting_proposal WHERE id = ANY (touched) ORDER BY id FOR SHARE;
    SELECT string_agg(id || ' (' || status || ')', ', ' ORDER BY id) INTO frozen
        FROM budgeting_proposal
        WHERE id = ANY (touched) AND status IN ('submitted', 'approved');
    IF frozen IS NOT NULL THEN
        RAISE EXCEPTION 'A submitted or approved proposal is frozen.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_frozen',
                  DETAIL = 'Proposal ' || frozen;
    END IF;
END $$;

CREATE FUNCTION budgeting_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    -- frameworks and lines know their proposal, citations and waivers their line
    IF TG_ARGV[0] = 'proposal' THEN
        IF TG_OP = 'INSERT' THEN
            touched := ARRAY (SELECT DISTINCT proposal_id FROM new_rows);
        ELSIF TG_OP = 'DELETE' THEN
            touched := ARRAY (SELECT DISTINCT proposal_id FROM old_rows);
        ELSE
            touched := ARRAY (SELECT proposal_id FROM new_rows
                              UNION SELECT proposal_id FROM old_rows);
        END IF;
    ELSIF TG_OP = 'INSERT' THEN
        touched := ARRAY (SELECT DISTINCT l.proposal_id FROM new_rows r
                          JOIN budgeting_spendingline l ON l.id = r.line_id);
    ELSIF TG_OP = 'DELETE' THEN
        touched := ARRAY (SELECT DISTINCT l.proposal_id FROM old_rows r
                          JOIN budgeting_spendingline l ON l.id = r.line_id);
    ELSE
        touched := ARRAY (SELECT l.proposal_id FROM new_rows r
                          JOIN budgeting_spendingline l ON l.id = r.line_id
                          UNION
                          SELECT l.proposal_id FROM old_rows r
                          JOIN budgeting_spendingline l ON l.id = r.line_id);
    END IF;
    PERFORM budgeting_refuse_frozen(touched);
    RETURN NULL;
END $$;

CREATE FUNCTION budgeting_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- TRUNCATE … CASCADE locks every table it empties, the proposals last of all
    LOCK TABLE budgeting_proposal IN SHARE MODE;
    IF EXISTS (SELECT 1 FROM budgeting_proposal WHERE status IN ('submitted', 'approved')) THEN
        RAISE EXCEPTION 'A submitted or approved proposal is frozen: % cannot be emptied.',
            TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_frozen';
    END IF;
    RETURN NULL;
END $$;

DO $$
DECLARE
    held text[];
    event text[];
BEGIN
    FOREACH held SLICE 1 IN ARRAY ARRAY [
        ['policyframework', 'proposal'], ['spendingline', 'proposal'],
        ['citation', 'line'], ['waiver', 'line']]
    LOOP
        FOREACH event SLICE 1 IN ARRAY ARRAY [
            ['insert', 'NEW TABLE AS new_rows'], ['delete', 'OLD TABLE AS old_rows'],
            ['update', 'OLD TABLE AS old_rows NEW TABLE AS new_rows']]
        LOOP
            EXECUTE format(
                'CREATE TRIGGER %s_freeze_%s AFTER %s ON budgeting_%s REFERENCING %s'
                ' FOR EACH STATEMENT EXECUTE FUNCTION budgeting_freeze(%L)',
                held[1], event[1], event[1], held[1], event[2], held[2]);
        END LOOP;
    END LOOP;
    FOREACH held SLICE 1 IN ARRAY ARRAY [
        ['proposal'], ['policyframework'], ['spendingline'], ['citation'], ['waiver'],
        ['fiscalyear'], ['yearprogramme']]
    LOOP
        EXECUTE format(
            'CREATE TRIGGER %s_no_truncate BEFORE TRUNCATE ON budgeting_%s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION budgeting_refuse_truncate()',
            held[1], held[1]);
    END LOOP;
END $$;

-- A waiver lapses when its line's amount, partida or description changes (method.md, 1).

CREATE FUNCTION budgeting_lapse_waivers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE budgeting_waiver w SET lapsed_at = now()
    FROM new_rows n
    WHERE w.line_id = n.id AND w.lapsed_at IS NULL
      AND (w.amount, w.object_code, w.description)
          IS DISTINCT FROM (n.amount, n.object_code, n.description);
    RETURN NULL;
END $$;

CREATE TRIGGER spendingline_lapse_waivers AFTER UPDATE ON budgeting_spendingline
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budgeting_lapse_waivers();

-- The rule, the programmes and the currency of a year are fixed once it has a
-- submitted or approved proposal.

CREATE FUNCTION budgeting_year_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_years smallint[];
BEGIN
    IF TG_TABLE_NAME = 'budgeting_fiscalyear' THEN
        of_years := ARRAY [OLD.year];
    ELSE
        of_years := CASE TG_OP
            WHEN 'INSERT' THEN ARRAY [NEW.fiscal_year_id]
            WHEN 'DELETE' THEN ARRAY [OLD.fiscal_year_id]
            ELSE ARRAY [OLD.fiscal_year_id, NEW.fiscal_year_id] END;
        PERFORM 1 FROM budgeting_fiscalyear WHERE year = ANY (of_years) FOR UPDATE;
    END IF;
    IF EXISTS (SELECT 1 FROM budgeting_proposal
               WHERE fiscal_year_id = ANY (of_years)
                 AND status IN ('submitted', 'approved')) THEN
        RAISE EXCEPTION 'The rule, the programmes and the currency of % are fixed.', of_years[1]
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fiscalyear_fixed';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER fiscalyear_fixed BEFORE UPDATE ON budgeting_fiscalyear
    FOR EACH ROW WHEN ((OLD.year, OLD.linking, OLD.currency)
                       IS DISTINCT FROM (NEW.year, NEW.linking, NEW.currency))
    EXECUTE FUNCTION budgeting_year_fixed();
CREATE TRIGGER yearprogramme_fixed BEFORE INSERT OR UPDATE OR DELETE ON budgeting_yearprogramme
    FOR EACH ROW EXECUTE FUNCTION budgeting_year_fixed();
