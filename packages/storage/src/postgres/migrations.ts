import { nowSql } from './connection.ts';

/**
 * The tables, and how they came to be: the n-th entry leads from version n to n + 1. Never change one that was published.
 *
 * Texts compare byte by byte (`COLLATE "C"`), which is the order of code points that listings promise. JSON is kept as text, because
 * `jsonb` would change it. A missing subject is the empty text, which no subject can be.
 */
export const migrations: readonly ((at: string) => string)[] = [
  (at) => `
    CREATE SEQUENCE ${at}sequence;
    CREATE TABLE ${at}value (
      ${key}, value text NOT NULL, version bigint NOT NULL, expires_at bigint,
      PRIMARY KEY (tenant, subject, path)
    );
    CREATE INDEX value_expiry ON ${at}value (expires_at) WHERE expires_at IS NOT NULL;
    CREATE TABLE ${at}log (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ${key}, length bigint NOT NULL,
      UNIQUE (tenant, subject, path)
    );
    CREATE TABLE ${at}record (
      log bigint NOT NULL REFERENCES ${at}log (id) ON DELETE CASCADE, position bigint NOT NULL, record text NOT NULL,
      PRIMARY KEY (log, position)
    );
    CREATE TABLE ${at}counter (
      ${key}, value bigint NOT NULL, expires_at bigint, PRIMARY KEY (tenant, subject, path)
    );
    CREATE TABLE ${at}lease (
      ${key}, token bigint NOT NULL, expires_at bigint NOT NULL, PRIMARY KEY (tenant, subject, path)
    );
    ${addFunction(at)}
    ${acquireFunction(at)}`,
];

const key =
  'tenant text COLLATE "C" NOT NULL, subject text COLLATE "C" NOT NULL, path text COLLATE "C" NOT NULL';

const largest = Number.MAX_SAFE_INTEGER;

/** Who counts or leases at one place comes one after the other, also where there is no row to lock yet. */
function lock(at: string, table: string): string {
  const place = `'${at}${table} ' || length(t) || ' ' || length(s) || ' ' || t || s || p`;
  return `PERFORM pg_advisory_xact_lock(hashtextextended(${place}, 0));`;
}

function addFunction(at: string): string {
  return `
    CREATE FUNCTION ${at}counter_add(t text, s text, p text, amount bigint, cap bigint, ttl bigint, given bigint)
    RETURNS TABLE (added boolean, total bigint) LANGUAGE plpgsql AS $add$
    DECLARE
      present bigint := ${nowSql('given')};
      found ${at}counter%ROWTYPE;
    BEGIN
      ${lock(at, 'counter')}
      SELECT * INTO found FROM ${at}counter c
        WHERE c.tenant = t AND c.subject = s AND c.path = p AND (c.expires_at IS NULL OR c.expires_at > present);
      total := coalesce(found.value, 0) + amount;
      IF abs(total) > ${largest} THEN added := false; RETURN NEXT; RETURN; END IF;
      added := NOT (amount > 0 AND cap IS NOT NULL AND total > cap);
      IF NOT added THEN total := total - amount; RETURN NEXT; RETURN; END IF;
      INSERT INTO ${at}counter AS c (tenant, subject, path, value, expires_at)
        VALUES (t, s, p, total, CASE WHEN found.tenant IS NULL THEN present + ttl ELSE found.expires_at END)
        ON CONFLICT (tenant, subject, path) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at;
      RETURN NEXT;
    END $add$;`;
}

/** The token is drawn under the lock, so that tokens of one place only grow. */
function acquireFunction(at: string): string {
  return `
    CREATE FUNCTION ${at}lease_acquire(t text, s text, p text, ttl bigint, given bigint)
    RETURNS TABLE (held bigint, ends bigint) LANGUAGE plpgsql AS $acquire$
    DECLARE
      present bigint;
    BEGIN
      ${lock(at, 'lease')}
      present := ${nowSql('given')};
      IF EXISTS (SELECT FROM ${at}lease l WHERE l.tenant = t AND l.subject = s AND l.path = p AND l.expires_at > present) THEN
        RETURN;
      END IF;
      held := nextval('${at}sequence');
      ends := present + ttl;
      INSERT INTO ${at}lease (tenant, subject, path, token, expires_at) VALUES (t, s, p, held, ends)
        ON CONFLICT (tenant, subject, path) DO UPDATE SET token = excluded.token, expires_at = excluded.expires_at;
      RETURN NEXT;
    END $acquire$;`;
}
