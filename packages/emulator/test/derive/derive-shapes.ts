import * as agentRuntime from '@aws-sdk/client-bedrock-agent-runtime';
import * as runtime from '@aws-sdk/client-bedrock-runtime';
import { type OperationSpec, operations } from '../../src/server/operation.ts';

// The published client describes each structure as [3, namespace, name, traits, member names, member types, required].
// Unions begin with 4, lists with 1, maps with 2. A type is a number (see `simple`), a reference, or [type, traits].
type Schema = readonly [
  kind: number,
  namespace: string,
  name: string,
  traits: unknown,
  ...rest: unknown[],
];

const clients = { runtime, 'agent-runtime': agentRuntime };

const simple: Readonly<Record<number, string>> = {
  0: 'string',
  1: 'number',
  2: 'boolean',
  // A timestamp goes over this protocol as it pleases: seconds, or text.
  4: 'json',
  15: 'json',
  21: 'blob',
};
const listOf = 64;
const mapOf = 128;

/** The structures that the served operations of a service take. */
export function requestShapes(service: OperationSpec['service']): Record<string, string> {
  const roots = Object.values<OperationSpec>(operations).flatMap((spec) =>
    spec.service === service && spec.request !== undefined ? [spec.request] : [],
  );
  return deriveShapes(service, roots);
}

/** What `roots` may hold, one line per structure: `name:type`, with `!` when required; a union begins with `|`. */
export function deriveShapes(
  service: OperationSpec['service'],
  roots: readonly string[],
): Record<string, string> {
  const shapes: Record<string, string> = {};
  const visit = (schema: Schema): string => {
    const [kind, , name, , ...rest] = schema;
    if (kind === 1) return `[${typeOf(rest[0], visit)}]`;
    if (kind === 2) return `{${typeOf(rest[1], visit)}}`;
    if (shapes[name] === undefined) {
      shapes[name] = '';
      const [names = [], types = [], required = 0] = rest as [string[]?, unknown[]?, number?];
      const members = names.flatMap((member, index) => {
        const type = types[index];
        if (isElsewhere(type)) return [];
        return `${member}:${typeOf(type, visit)}${index < required ? '!' : ''}`;
      });
      shapes[name] = [...(kind === 4 ? ['|'] : []), ...members].join(' ');
    }
    return name;
  };
  const all = new Map(Object.entries(clients[service]));
  for (const root of roots) visit(all.get(`${root}$`) as unknown as Schema);
  return Object.fromEntries(Object.entries(shapes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A label is part of the path and a header of the head: neither is in the body. */
function isElsewhere(type: unknown): boolean {
  if (!Array.isArray(type) || typeof type[2] === 'string') return false;
  const [, traits] = type;
  return traits === 1 || (typeof traits === 'object' && traits !== null && 'httpHeader' in traits);
}

function typeOf(type: unknown, visit: (schema: Schema) => string): string {
  if (typeof type === 'function') return typeOf(type(), visit);
  if (typeof type === 'number') {
    if (type >= mapOf) return `{${simple[type - mapOf] ?? unknown(type)}}`;
    if (type >= listOf) return `[${simple[type - listOf] ?? unknown(type)}]`;
    return simple[type] ?? unknown(type);
  }
  if (!Array.isArray(type)) return unknown(type);
  // A schema names itself; anything else is a type with traits.
  return typeof type[1] === 'string' && typeof type[2] === 'string'
    ? type[0] === 0
      ? typeOf(type[4], visit)
      : visit(type as unknown as Schema)
    : typeOf(type[0], visit);
}

function unknown(type: unknown): never {
  throw new Error(
    `The client describes something that derive-shapes does not know: ${String(type)}`,
  );
}
