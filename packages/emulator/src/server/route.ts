export type Operation = 'Converse' | 'ConverseStream' | 'InvokeModel' | 'CountTokens';

export interface Route {
  readonly operation: Operation;
  readonly model: string;
}

const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['converse', 'Converse'],
  ['converse-stream', 'ConverseStream'],
  ['invoke', 'InvokeModel'],
  ['count-tokens', 'CountTokens'],
]);

/** The operation that a request asks for; nothing when it is none that is served here. */
export function toRoute(method: string, target: string): Route | undefined {
  const [path = ''] = target.split('?', 1);
  const [, id, verb] = /^\/model\/(.+)\/([a-z-]+)$/.exec(path) ?? [];
  const operation = operations.get(verb ?? '');
  const model = decode(id ?? '');
  return method === 'POST' && operation !== undefined && model !== undefined
    ? { operation, model }
    : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
