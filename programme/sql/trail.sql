-- The trail (issue of trust): who acts, the chain of hashes, and the seal.
-- Entries are written by the triggers of pghistory, into a table beside each recorded
-- table; their numbers come from one sequence. Nothing here is ever in a saver's way:
-- sealing happens afterwards, in a transaction of its own.

-- Who acts now: the person of the request, or NULL for a command or plain SQL.
CREATE FUNCTION trail_actor() RETURNS bigint LANGUAGE sql STABLE
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (nullif(current_setting('pghistory.context_metadata', true), '')::jsonb
            ->> 'by')::bigint
$$;

-- The context of an entry, written once and never changed. Where nobody said who acts,
-- the session is told: its login, its role and its program.
CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS uuid LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    told text := nullif(current_setting('pghistory.context_id', true), '');
    said text := nullif(current_setting('pghistory.context_metadata', true), '');
BEGIN
    IF told IS NULL OR said IS NULL THEN
        told := gen_random_uuid()::text;
        said := jsonb_build_object(
            'session', session_user, 'role', current_setting('role'),
            'program', current_setting('application_name'))::text;
        PERFORM set_config('pghistory.context_id', told, true),
                set_config('pghistory.context_metadata', said, true);
    END IF;
    INSERT INTO pghistory_context (id, metadata, created_at, updated_at)
        VALUES (told::uuid, said::jsonb, now(), now()) ON CONFLICT (id) DO NOTHING;
    IF NOT FOUND AND NOT EXISTS (SELECT 1 FROM pghistory_context
                                 WHERE id = told::uuid AND metadata = said::jsonb) THEN
        RAISE EXCEPTION 'A context says one thing: % was told otherwise before.', told
            USING ERRCODE = 'check_violation', CONSTRAINT = 'trail_context_fixed';
    END IF;
    RETURN told::uuid;
END $$;

-- Each link is the SHA-256 of the link before it and of the entry's own SHA-256.
CREATE FUNCTION trail_step(before bytea, digest bytea) RETURNS bytea
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN before IS NULL THEN digest ELSE sha256(before || digest) END
$$;
CREATE AGGREGATE trail_chain(bytea) (SFUNC = trail_step, STYPE = bytea);

-- The bytes that are hashed: one line of JSON an entry, keys in jsonb's own order, times
-- in UTC. `trail_entry` is the view over all entries, made anew after each migration.
-- What a row lacks is left out, so that a column added later changes no old line.
-- `unsealed` asks for those alone that are in no link yet: no other is put in words.
CREATE FUNCTION trail_text(after bigint, unsealed boolean DEFAULT false)
    RETURNS TABLE (entry bigint, text text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
BEGIN
    RETURN QUERY EXECUTE
        'SELECT e.entry, jsonb_build_object(''entry'', e.entry, ''table'', e.source,'
        ' ''event'', e.label, ''at'', e.at, ''said'', e.said,'
        ' ''context'', e.context_id, ''who'', c.metadata)::text'
        ' FROM trail_entry e JOIN pghistory_context c ON c.id = e.context_id'
        ' WHERE e.entry > $1 AND (NOT $2 OR NOT EXISTS ('
        ' SELECT 1 FROM programme_traillink l WHERE l.entry = e.entry))'
        USING after, unsealed;
END $$;

-- Seal what has committed, and look no further back than need be.
-- `seen` is the highest number given out before the look. The seal's own transaction gets
-- its number, `horizon`, after that: whoever holds an entry up to `seen` has a lower one.
-- (The xmax of a snapshot would not do: transactions beyond it may be under way. A seal
-- within a transaction that had its number before says nothing, and leaves it empty.)
-- Once all below a horizon have ended, one more look leaves nothing unsealed up to that
-- `seen`: it is `settled`, and the next look begins after it.
CREATE FUNCTION trail_seal(OUT head_position bigint, OUT head_hash text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    before bytea;
    begins_after bigint;
    settled_now bigint;
    seen_now bigint;
    is_fresh boolean;
    added bigint;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'The trail is sealed in a READ COMMITTED transaction only.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'trail_isolation';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('hrbudget trail'));
    SELECT s.position, s.hash, s.settled INTO head_position, before, begins_after
        FROM programme_trailseal s ORDER BY s.number DESC LIMIT 1;
    head_position := coalesce(head_position, 0);
    before := coalesce(before, decode(repeat('00', 32), 'hex'));
    begins_after := coalesce(begins_after, 0);
    SELECT coalesce(max(s.seen), 0) INTO settled_now
        FROM (SELECT seen FROM programme_trailseal
              WHERE horizon <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint
              ORDER BY number DESC LIMIT 1) s;
    settled_now := greatest(settled_now, begins_after);
    is_fresh := pg_current_xact_id_if_assigned() IS NULL;
    SELECT CASE WHEN is_called THEN last_value ELSE 0 END INTO seen_now FROM trail_entry_id;
    INSERT INTO programme_traillink (position, entry, hash)
        SELECT head_position + chained.place - 1, chained.entry, chained.hash
        FROM (SELECT fresh.entry, row_number() OVER whole AS place,
                     trail_chain(fresh.digest) OVER whole AS hash
              FROM (SELECT 0::bigint AS entry, before AS digest
                    UNION ALL
                    SELECT t.entry, sha256(convert_to(t.text, 'UTF8'))
                    FROM trail_text(begins_after, true) t) fresh
              WINDOW whole AS (ORDER BY fresh.entry)) chained
        WHERE chained.place > 1;
    GET DIAGNOSTICS added = ROW_COUNT;
    IF added > 0 THEN
        head_position := head_position + added;
        SELECT l.hash INTO before FROM programme_traillink l WHERE l.position = head_position;
    END IF;
    IF added > 0 OR settled_now > begins_after THEN
        INSERT INTO programme_trailseal (position, hash, at, settled, seen, horizon)
            VALUES (head_position, before, clock_timestamp(), settled_now, seen_now,
                    CASE WHEN is_fresh THEN pg_current_xact_id()::text::bigint END);
    END IF;
    head_hash := encode(before, 'hex');
END $$;

-- Entries up to this number are sealed, or will never be: their transactions are over.
CREATE FUNCTION trail_settled() RETURNS bigint LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce((SELECT settled FROM programme_trailseal
                     ORDER BY number DESC LIMIT 1), 0)
$$;

CREATE FUNCTION trail_unsealed_seconds() RETURNS double precision
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    oldest timestamptz;
BEGIN
    EXECUTE 'SELECT min(e.at) FROM trail_entry e WHERE e.entry > $1 AND NOT EXISTS ('
            ' SELECT 1 FROM programme_traillink l WHERE l.entry = e.entry)'
        INTO oldest USING trail_settled();
    RETURN coalesce(extract(epoch FROM clock_timestamp() - oldest), 0);
END $$;

-- A receipt and a publication print the head sealed last, whoever writes them.
CREATE FUNCTION trail_print_head() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT position, encode(hash, 'hex') INTO NEW.trail_position, NEW.trail_hash
        FROM programme_trailseal ORDER BY number DESC LIMIT 1;
    NEW.trail_position := coalesce(NEW.trail_position, 0);
    NEW.trail_hash := coalesce(NEW.trail_hash, repeat('0', 64));
    RETURN NEW;
END $$;

-- The chain is only added to, and only by the seal.
CREATE FUNCTION trail_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The trail is only added to: no % on %.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'trail_append_only';
END $$;

-- A row keeps its key: its entries are found by it.
CREATE FUNCTION trail_key_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A row of % keeps its key: the trail knows it by that.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'trail_key_fixed';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON programme_traillink
    FOR EACH STATEMENT EXECUTE FUNCTION trail_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON programme_trailseal
    FOR EACH STATEMENT EXECUTE FUNCTION trail_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON pghistory_context
    FOR EACH STATEMENT EXECUTE FUNCTION trail_append_only();

-- The rows that were there before the trail: an entry each, so that a later past is whole.
CREATE FUNCTION trail_begin(recorded regclass, entries regclass) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    columns text;
BEGIN
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO columns
        FROM pg_attribute
        WHERE attrelid = entries AND attnum > 0 AND NOT attisdropped
          AND attname NOT LIKE 'pgh\_%';
    EXECUTE format('INSERT INTO %s (%s, pgh_created_at, pgh_label, pgh_context_id)'
                   ' SELECT %s, clock_timestamp(), ''begin'', c.pgh_context'
                   ' FROM %s, (SELECT _pgh_attach_context() AS pgh_context) c',
                   entries, columns, columns, recorded);
END $$;
