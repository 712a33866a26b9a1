import type { JsonSchema } from './json.ts';
import { compilePattern } from './pattern/compile-pattern.ts';
import { isSchema, resolveRef, schemaEntries, schemaList } from './schema/resolve-ref.ts';

/** A keyword of a schema that would not be enforced. */
export interface UnsupportedKeyword {
  /** A JSON pointer to the schema that has it, for example `#/properties/when`. */
  readonly pointer: string;
  readonly keyword: string;
}

const unsupported = [
  'contains',
  'minContains',
  'maxContains',
  'unevaluatedProperties',
  'unevaluatedItems',
  'dependentSchemas',
  'dependencies',
  '$dynamicRef',
  '$recursiveRef',
];
const single = [
  'items',
  'additionalItems',
  'additionalProperties',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
];
const lists = ['items', 'prefixItems', 'allOf', 'anyOf', 'oneOf'];
const named = ['properties', 'patternProperties', '$defs', 'definitions'];

/**
 * Lists the assertions of a schema that {@link validateJson} does not enforce, references that lead nowhere and patterns that are
 * no regular expression or could take time without end, so that the schema can be refused where it is defined and not silently weakened.
 */
export function unsupportedKeywords(schema: JsonSchema): readonly UnsupportedKeyword[] {
  const found: UnsupportedKeyword[] = [];
  visit(schema, '#', schema, found, new Set());
  return found;
}

function visit(
  schema: JsonSchema,
  pointer: string,
  root: JsonSchema,
  found: UnsupportedKeyword[],
  seen: Set<JsonSchema>,
): void {
  if (seen.has(schema)) return;
  seen.add(schema);
  for (const keyword of unenforced(schema, root)) found.push({ pointer, keyword });
  for (const [step, child] of children(schema)) {
    visit(child, `${pointer}/${step}`, root, found, seen);
  }
}

function unenforced(schema: JsonSchema, root: JsonSchema): readonly string[] {
  const keywords = unsupported.filter((keyword) => schema[keyword] !== undefined);
  if (typeof schema.exclusiveMinimum === 'boolean') keywords.push('exclusiveMinimum');
  if (typeof schema.exclusiveMaximum === 'boolean') keywords.push('exclusiveMaximum');
  if (schema.$ref !== undefined && resolveRef(root, String(schema.$ref)) === undefined)
    keywords.push('$ref');
  if (typeof schema.pattern === 'string' && compilePattern(schema.pattern) === undefined)
    keywords.push('pattern');
  const patterns = schemaEntries(schema.patternProperties);
  if (patterns.some(([pattern]) => compilePattern(pattern) === undefined))
    keywords.push('patternProperties');
  return keywords;
}

function children(schema: JsonSchema): readonly (readonly [string, JsonSchema])[] {
  const steps: [string, JsonSchema][] = [];
  const add = (step: string, child: unknown): void => {
    if (isSchema(child) && typeof child === 'object') steps.push([step, child]);
  };
  for (const keyword of single) add(keyword, schema[keyword]);
  for (const keyword of lists) {
    for (const [index, child] of schemaList(schema[keyword]).entries())
      add(`${keyword}/${index}`, child);
  }
  for (const keyword of named) {
    for (const [name, child] of schemaEntries(schema[keyword])) {
      add(`${keyword}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, child);
    }
  }
  return steps;
}
