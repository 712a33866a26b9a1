/** The tables of a store. Prefixed, so that the file may hold tables of others too. */
export const schema = `
  CREATE TABLE IF NOT EXISTS ashlar_sequence (id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO ashlar_sequence (id, last) VALUES (1, 0);

  CREATE TABLE IF NOT EXISTS ashlar_value (
    scope TEXT NOT NULL, path TEXT NOT NULL, value TEXT NOT NULL, version INTEGER NOT NULL, expires_at INTEGER,
    PRIMARY KEY (scope, path)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS ashlar_value_expiry ON ashlar_value (expires_at) WHERE expires_at IS NOT NULL;

  CREATE TABLE IF NOT EXISTS ashlar_log (
    id INTEGER PRIMARY KEY, scope TEXT NOT NULL, path TEXT NOT NULL, length INTEGER NOT NULL, UNIQUE (scope, path)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS ashlar_record (
    log INTEGER NOT NULL, position INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (log, position)
  ) STRICT;

  CREATE TABLE IF NOT EXISTS ashlar_counter (
    scope TEXT NOT NULL, path TEXT NOT NULL, value INTEGER NOT NULL, expires_at INTEGER, PRIMARY KEY (scope, path)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS ashlar_lease (
    scope TEXT NOT NULL, path TEXT NOT NULL, token INTEGER NOT NULL, expires_at INTEGER NOT NULL, PRIMARY KEY (scope, path)
  ) STRICT, WITHOUT ROWID;
`;
