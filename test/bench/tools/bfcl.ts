import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, JsonObject, JsonSchema } from '../../../packages/core/src/index.ts';

export interface BfclTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonSchema;
}

export interface BfclCase {
  readonly id: string;
  readonly tools: readonly BfclTool[];
  readonly ground_truth: readonly Readonly<
    Record<string, Readonly<Record<string, readonly Json[]>>>
  >[];
}

export interface BfclMutation {
  readonly id: string;
  readonly mutation: string;
  readonly tool: BfclTool;
  readonly arguments: Json;
  readonly outcome: 'valid' | 'repaired' | 'invalid' | 'policy';
  readonly expected_arguments?: JsonObject;
  readonly field?: string;
}

/** Every `*cases.jsonl` and `*argument-mutations.jsonl` of the folder or of its `bfcl`; undefined where there are none. */
export function readBfcl(
  data: string,
):
  | { readonly cases: readonly BfclCase[]; readonly mutations: readonly BfclMutation[] }
  | undefined {
  for (const folder of [join(data, 'bfcl'), data]) {
    const files = existsSync(folder) ? readdirSync(folder) : [];
    const rows = <T>(end: string): readonly T[] =>
      files
        .filter((name) => name.endsWith(end))
        .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line) as T);
    const cases = rows<BfclCase>('cases.jsonl');
    const mutations = rows<BfclMutation>('mutations.jsonl');
    if (cases.length + mutations.length > 0) return { cases, mutations };
  }
  return undefined;
}

/** The calls of a case with the first accepted value of each argument; the empty text and null say that it may be left out. */
export function callsOf({ ground_truth, tools }: BfclCase): readonly {
  readonly tool: string;
  readonly arguments: Json;
}[] {
  return ground_truth.flatMap((call) =>
    Object.entries(call).map(([name, accepted]) => {
      const parameters = tools.find((tool) => tool.name === name)?.parameters;
      return { tool: name, arguments: chosen(accepted, parameters) };
    }),
  );
}

function chosen(accepted: Readonly<Record<string, readonly Json[]>>, schema: unknown): Json {
  const properties = member(schema, 'properties');
  const entries = Object.entries(accepted).flatMap(([name, values]) => {
    const value = values.find((one) => one !== '' && one !== null);
    return value === undefined ? [] : [[name, expanded(value, member(properties, name))] as const];
  });
  return Object.fromEntries(entries);
}

// Objects inside of arguments list the accepted values of their properties too.
function expanded(value: Json, schema: unknown): Json {
  if (Array.isArray(value)) return value.map((item) => expanded(item, member(schema, 'items')));
  if (typeof value !== 'object' || value === null) return value;
  const isAccepted = Object.values(value).every((one) => Array.isArray(one));
  return isAccepted ? chosen(value as never, schema) : value;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
