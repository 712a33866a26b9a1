/**
 * The tables of an index. Tenant first in every key. Postings are rows of one term and one block of passages; the numbers of
 * passages and documents are given anew by every file and mean nothing outside.
 */
export const schema = `
  CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS document (
    id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, source TEXT NOT NULL, fingerprint TEXT NOT NULL, title TEXT,
    metadata TEXT, readers TEXT, data_class TEXT, UNIQUE (tenant, source)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS passage (
    id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES document, start INTEGER NOT NULL, end INTEGER NOT NULL,
    line INTEGER NOT NULL, words INTEGER NOT NULL, ngrams INTEGER NOT NULL, pairs INTEGER NOT NULL,
    headings TEXT NOT NULL, text TEXT NOT NULL, vector BLOB
  ) STRICT;
  CREATE INDEX IF NOT EXISTS passage_of_document ON passage (document);
  CREATE TABLE IF NOT EXISTS posting (
    tenant TEXT NOT NULL, term TEXT NOT NULL, block INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (tenant, term, block)
  ) STRICT, WITHOUT ROWID;
`;
