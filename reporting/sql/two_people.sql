-- On the site two people publish: the head asks, a second person of Finance confirms the
-- same hash within 72 hours. Or the operator's command does, where nobody acts on the site.

CREATE FUNCTION reporting_request_fixed() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.publication_id IS NOT NULL OR NEW.withdrawn_at IS NOT NULL
           OR NEW.by_id <> trail_actor() THEN
            RAISE EXCEPTION 'A request to publish begins open, in the name of who asks.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'pendingpublication_begins_open';
        END IF;
        NEW.at := least(NEW.at, clock_timestamp());
        RETURN NEW;
    END IF;
    IF (OLD.id, OLD.fiscal_year_id, OLD.stage, OLD.content_hash, OLD.numbers, OLD.by_id, OLD.at)
       IS DISTINCT FROM
       (NEW.id, NEW.fiscal_year_id, NEW.stage, NEW.content_hash, NEW.numbers, NEW.by_id, NEW.at)
       OR (OLD.publication_id IS NOT NULL OR OLD.withdrawn_at IS NOT NULL)
          AND OLD IS DISTINCT FROM NEW THEN
        RAISE EXCEPTION 'What a request to publish says does not change.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pendingpublication_fixed';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER pendingpublication_fixed BEFORE INSERT OR UPDATE ON reporting_pendingpublication
    FOR EACH ROW EXECUTE FUNCTION reporting_request_fixed();

-- At the commit, when publication and request name each other. What is only computed, to be
-- asked for, is taken back before.
CREATE FUNCTION reporting_publication_by_whom() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.by_command THEN
        IF trail_actor() IS NOT NULL THEN
            RAISE EXCEPTION 'The command is the operator''s: on the site two people publish.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_by_the_operator';
        END IF;
        RETURN NULL;
    END IF;
    IF trail_actor() <> NEW.confirmed_by_id
       OR NOT programme_holds(NEW.published_by_id, ARRAY ['finance_head'])
       OR NOT programme_holds(NEW.confirmed_by_id, ARRAY ['analyst', 'finance_head'])
       OR NOT EXISTS (
           SELECT 1 FROM reporting_pendingpublication q
           JOIN reporting_publication p ON p.id = q.publication_id
           WHERE p.id = NEW.id AND q.withdrawn_at IS NULL
             AND (q.by_id, q.fiscal_year_id, q.stage, q.content_hash)
                 = (p.published_by_id, p.fiscal_year_id, p.stage, p.hash)
             AND q.at >= now() - interval '72 hours') THEN
        RAISE EXCEPTION 'The head asks to publish, and a second person of Finance confirms.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_by_two_people';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER publication_by_whom AFTER INSERT ON reporting_publication
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION reporting_publication_by_whom();
