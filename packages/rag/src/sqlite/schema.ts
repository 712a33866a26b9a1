/**
 * The tables of an index. Tenant first in every key. Postings are rows of one term and one block of passages; the numbers of
 * passages and documents are given anew by every file and mean nothing outside.
 */
export const schema = `
  CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS generation (
    id INTEGER PRIMARY KEY AUTOINCREMENT, embedder TEXT NOT NULL, dimensions INTEGER NOT NULL, UNIQUE (embedder, dimensions)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS document (
    id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, source TEXT NOT NULL, content TEXT NOT NULL, attributes TEXT NOT NULL,
    title TEXT, metadata TEXT, readers TEXT, card TEXT, UNIQUE (tenant, source)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS passage (
    id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES document, start INTEGER NOT NULL, end INTEGER NOT NULL,
    line INTEGER NOT NULL, words INTEGER NOT NULL, ngrams INTEGER NOT NULL, pairs INTEGER NOT NULL,
    headings TEXT NOT NULL, text TEXT NOT NULL, extras TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS passage_of_document ON passage (document);
  CREATE TABLE IF NOT EXISTS posting (
    tenant TEXT NOT NULL, term TEXT NOT NULL, block INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (tenant, term, block)
  ) STRICT, WITHOUT ROWID;
`;

/**
 * The tables of one generation: vectors by passage, and their codes, which a search reads whole, apart from them. A table of
 * its own is dropped in one piece.
 */
export function generationSchema(id: number): string {
  return `
    CREATE TABLE vector_${id} (passage INTEGER PRIMARY KEY, key TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;
    CREATE INDEX key_of_vector_${id} ON vector_${id} (key);
    CREATE TABLE code_${id} (passage INTEGER PRIMARY KEY, scale REAL NOT NULL, bits BLOB NOT NULL) STRICT;
  `;
}
