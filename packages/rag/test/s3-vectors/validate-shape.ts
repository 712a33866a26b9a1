/**
 * Holds a value against a schema of the published client: names, types and required members. The client writes its schemas as
 * arrays: 3 is a structure (names, types, how many of the first are required), 4 a union, 1 a list, 64 and 128 in a number a
 * list and a map of simple values; 0 is text, 1 a number, 2 a boolean, 4 a time, 15 any JSON.
 */
export function shapeIssues(schema: unknown, value: unknown, path = '$'): readonly string[] {
  const shape = typeof schema === 'function' ? schema() : schema;
  if (typeof shape === 'number') return simpleIssues(shape, value, path);
  if (!Array.isArray(shape)) throw new Error(`The client has a schema of another kind at ${path}.`);
  const [kind] = shape;
  if (kind === 1) {
    if (!Array.isArray(value)) return [`${path}: a list is needed`];
    return value.flatMap((one, i) => shapeIssues(shape[4], one, `${path}[${i}]`));
  }
  if (kind !== 3 && kind !== 4)
    throw new Error(`The client has a schema of kind ${kind} at ${path}.`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [`${path}: an object is needed`];
  }
  const names: readonly string[] = shape[4];
  const types: readonly unknown[] = shape[5];
  const given = Object.entries(value).filter(([, one]) => one !== null);
  const required = names.slice(0, kind === 3 ? (shape[6] ?? 0) : 0);
  return [
    ...given.flatMap(([name, one]) => {
      const at = names.indexOf(name);
      return at < 0 ? [`${path}.${name}: unknown`] : shapeIssues(types[at], one, `${path}.${name}`);
    }),
    ...required
      .filter((name) => !given.some(([one]) => one === name))
      .map((name) => `${path}.${name}: missing`),
    ...(kind === 4 && given.length !== 1 ? [`${path}: exactly one member is needed`] : []),
  ];
}

function simpleIssues(type: number, value: unknown, path: string): readonly string[] {
  if (type === 15) return [];
  if ((type & 64) === 64) {
    if (!Array.isArray(value)) return [`${path}: a list is needed`];
    return value.flatMap((one, i) => simpleIssues(type & ~64, one, `${path}[${i}]`));
  }
  const wanted = { 0: 'string', 1: 'number', 2: 'boolean', 4: 'number' }[type];
  if (wanted === undefined) throw new Error(`The client has a type ${type} at ${path}.`);
  return typeof value === wanted ? [] : [`${path}: a ${wanted} is needed`];
}
