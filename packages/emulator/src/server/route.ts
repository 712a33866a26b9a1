import { type Operation, operationNames, operations } from './operation.ts';

export interface Route {
  readonly operation: Operation;
  /** The model id of the path; absent where the path names none. */
  readonly model?: string;
  /** The guardrail or knowledge base of the path; absent where the path names none. */
  readonly resource?: string;
  /** Every label of the path by its name, decoded. */
  readonly labels: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly operation: Operation;
  readonly path: RegExp;
  readonly names: readonly string[];
}

const patterns: readonly Pattern[] = operationNames.map((operation) => {
  const { path } = operations[operation];
  return {
    operation,
    path: new RegExp(`^${path.replace(/\{\w+\}/g, '(.+)')}$`),
    names: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
  };
});

/** The operation that a request asks for; nothing when it is none that is served here. */
export function toRoute(method: string, target: string): Route | undefined {
  if (method !== 'POST') return undefined;
  const [path = ''] = target.split('?', 1);
  for (const { operation, path: pattern, names } of patterns) {
    const found = pattern.exec(path);
    if (found === null) continue;
    const values = found.slice(1).map(decode);
    if (!values.every((value) => value !== undefined)) return undefined;
    const labels = Object.fromEntries(names.map((name, index) => [name, values[index] as string]));
    const [first] = values;
    return {
      operation,
      labels,
      ...(first !== undefined && { [names[0] === 'modelId' ? 'model' : 'resource']: first }),
    };
  }
  return undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
