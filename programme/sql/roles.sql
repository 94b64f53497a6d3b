-- A role outside the units (analyst, finance head, administrator, auditor) takes two people:
-- whoever gives it, by whatever door, has a grant that one person asked for and another
-- confirmed within 72 hours; or that the operator's command made, which it says.

-- An account's last day is over here when it is over everywhere on earth; the services,
-- which know the city's own day, are the stricter.
CREATE FUNCTION programme_holds(person bigint, roles text[]) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM programme_user u
        JOIN programme_user_groups m ON m.user_id = u.id
        JOIN auth_group g ON g.id = m.group_id
        WHERE u.id = person AND g.name = ANY (roles) AND u.is_active
          AND (u.expires_on IS NULL
               OR u.expires_on >= (now() AT TIME ZONE 'Etc/GMT+12')::date))
$$;

CREATE FUNCTION programme_role_grant_asked() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.by_command AND trail_actor() IS NOT NULL THEN
        RAISE EXCEPTION 'The command is the operator''s: nobody gives a role by it here.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rolegrant_by_the_operator';
    END IF;
    IF NOT NEW.by_command AND (
        NEW.asked_by_id IS DISTINCT FROM coalesce(trail_actor(), NEW.asked_by_id)
        OR NOT programme_holds(NEW.asked_by_id, ARRAY ['administrator'])) THEN
        RAISE EXCEPTION 'An administrator asks for a role, in their own name.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rolegrant_asked_by_administrator';
    END IF;
    IF NEW.confirmed_at IS NOT NULL OR NEW.used_at IS NOT NULL
       OR NEW.withdrawn_at IS NOT NULL OR NEW.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'A grant begins as a request.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rolegrant_begins_open';
    END IF;
    NEW.asked_at := least(NEW.asked_at, clock_timestamp());
    RETURN NEW;
END $$;

CREATE FUNCTION programme_role_grant_changed() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (OLD.person_id, OLD.role, OLD.reason, OLD.asked_by_id, OLD.asked_at, OLD.by_command)
       IS DISTINCT FROM
       (NEW.person_id, NEW.role, NEW.reason, NEW.asked_by_id, NEW.asked_at, NEW.by_command)
       OR OLD.confirmed_at IS NOT NULL
          AND (OLD.confirmed_at, OLD.confirmed_by_id)
              IS DISTINCT FROM (NEW.confirmed_at, NEW.confirmed_by_id)
       OR OLD.used_at <> NEW.used_at OR OLD.used_at IS NOT NULL AND NEW.used_at IS NULL
       OR OLD.withdrawn_at IS NOT NULL AND OLD IS DISTINCT FROM NEW
       OR OLD.ended_at IS NOT NULL AND OLD IS DISTINCT FROM NEW THEN
        RAISE EXCEPTION 'What a grant says does not change.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rolegrant_fixed';
    END IF;
    IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND EXISTS (
        SELECT 1 FROM programme_user_groups m JOIN auth_group g ON g.id = m.group_id
        WHERE m.user_id = NEW.person_id AND g.name = NEW.role) THEN
        RAISE EXCEPTION 'A grant ends when the role is taken away.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rolegrant_ends_with_role';
    END IF;
    IF OLD.confirmed_at IS NULL AND NEW.confirmed_at IS NOT NULL THEN
        IF clock_timestamp() > OLD.asked_at + interval '72 hours' THEN
            RAISE EXCEPTION 'The 72 hours to confirm a role are over.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'rolegrant_in_time';
        END IF;
        IF NEW.confirmed_by_id IS DISTINCT FROM coalesce(trail_actor(), NEW.confirmed_by_id)
           OR NOT programme_holds(NEW.confirmed_by_id,
                                  ARRAY ['administrator', 'finance_head'])
           OR NOT programme_holds(NEW.asked_by_id, ARRAY ['administrator']) THEN
            RAISE EXCEPTION 'A second administrator or the finance head confirms a role.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'rolegrant_confirmed_by_second';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION programme_role_grant_kept() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'The grants of roles are kept: no % is possible.', TG_OP
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rolegrant_kept';
END $$;

CREATE TRIGGER rolegrant_asked BEFORE INSERT ON programme_rolegrant
    FOR EACH ROW EXECUTE FUNCTION programme_role_grant_asked();
CREATE TRIGGER rolegrant_changed BEFORE UPDATE ON programme_rolegrant
    FOR EACH ROW EXECUTE FUNCTION programme_role_grant_changed();
CREATE TRIGGER rolegrant_kept BEFORE DELETE OR TRUNCATE ON programme_rolegrant
    FOR EACH STATEMENT EXECUTE FUNCTION programme_role_grant_kept();

-- What was held before this rule stands, and says so.
INSERT INTO programme_rolegrant (person_id, role, reason, by_command, asked_at, end_reason)
    SELECT m.user_id, g.name, 'Held before giving a role took two people', true, now(), ''
    FROM programme_user_groups m JOIN auth_group g ON g.id = m.group_id
    WHERE g.name IN ('analyst', 'finance_head', 'administrator', 'auditor');
UPDATE programme_rolegrant SET used_at = now();

-- Who enters one of the four groups uses up a grant; who leaves it ends that grant.

CREATE FUNCTION programme_role_is_granted() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    given text;
BEGIN
    SELECT name INTO given FROM auth_group WHERE id = NEW.group_id
        AND name IN ('analyst', 'finance_head', 'administrator', 'auditor');
    IF given IS NULL THEN
        RETURN NULL;
    END IF;
    -- one after the other for one person, or two roles that exclude each other pass at once
    PERFORM 1 FROM programme_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
    UPDATE programme_rolegrant SET used_at = clock_timestamp() WHERE id = (
        SELECT min(id) FROM programme_rolegrant
        WHERE person_id = NEW.user_id AND role = given AND used_at IS NULL
          AND withdrawn_at IS NULL AND (by_command OR confirmed_at IS NOT NULL));
    IF NOT FOUND THEN
        RAISE EXCEPTION 'The role % is given by two people: one asks, another confirms.', given
            USING ERRCODE = 'check_violation', CONSTRAINT = 'role_by_two_people';
    END IF;
    IF (SELECT count(*) > 1 AND bool_or(g.name IN ('administrator', 'auditor'))
        FROM programme_user_groups m JOIN auth_group g ON g.id = m.group_id
        WHERE m.user_id = NEW.user_id
          AND g.name IN ('analyst', 'finance_head', 'administrator', 'auditor')) THEN
        RAISE EXCEPTION 'An administrator or an auditor holds no other role.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'role_alone';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION programme_role_ends() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE programme_rolegrant
    SET ended_at = clock_timestamp(), ended_by_id = coalesce(ended_by_id, trail_actor())
    WHERE person_id = OLD.user_id AND used_at IS NOT NULL AND ended_at IS NULL
      AND role = (SELECT name FROM auth_group WHERE id = OLD.group_id);
    RETURN NULL;
END $$;

CREATE FUNCTION programme_role_stays() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'Who holds a role does not change: take it away, and give it anew.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'role_stays';
END $$;

CREATE TRIGGER role_is_granted AFTER INSERT ON programme_user_groups
    FOR EACH ROW EXECUTE FUNCTION programme_role_is_granted();
CREATE TRIGGER role_ends AFTER DELETE ON programme_user_groups
    FOR EACH ROW EXECUTE FUNCTION programme_role_ends();
CREATE TRIGGER role_stays BEFORE UPDATE ON programme_user_groups
    FOR EACH STATEMENT EXECUTE FUNCTION programme_role_stays();

-- A superuser is made by whoever owns the tables, never by the application.

CREATE FUNCTION programme_no_superuser() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT pg_has_role(current_user,
                       (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
        RAISE EXCEPTION 'The application makes nobody a superuser.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'user_superuser_by_the_owner';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER user_no_superuser BEFORE INSERT ON programme_user
    FOR EACH ROW WHEN (NEW.is_superuser) EXECUTE FUNCTION programme_no_superuser();
CREATE TRIGGER user_no_new_superuser BEFORE UPDATE ON programme_user
    FOR EACH ROW WHEN (NEW.is_superuser AND NOT OLD.is_superuser)
    EXECUTE FUNCTION programme_no_superuser();
