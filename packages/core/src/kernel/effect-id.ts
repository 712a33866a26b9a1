/** A name as part of an effect's id: the characters that ids are built from are escaped. */
export function idPart(name: string): string {
  return name.replace(/[%/#:]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
}

/** Joins a scope path and a part. */
export function under(path: string, part: string): string {
  return path === '' ? part : `${path}/${part}`;
}

/** Names one effect of one run of one tenant: no two of them share it, whatever stands in their names. */
export function idempotencyKey(tenant: string | undefined, runId: string, path: string): string {
  return `${idPart(tenant ?? '')}/${runId}/${path}`;
}

/** Every id that encloses `id`, outermost first, without itself. */
export function ancestors(id: string): string[] {
  const above: string[] = [];
  for (let at = id.indexOf('/'); at !== -1; at = id.indexOf('/', at + 1))
    above.push(id.slice(0, at));
  return above;
}
