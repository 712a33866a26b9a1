import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { offline } from './offline/offline.ts';
import type { EmulatorOptions } from './options.ts';

/**
 * The default export of an engine module. It is loaded with `require`, which takes TypeScript and ES modules but no
 * top-level `await`.
 *
 * @throws Error with one sentence for a person
 */
export function loadEngine(file: string | undefined): EmulatorOptions {
  if (file === undefined) return offline({ rules: {} });
  const path = resolve(file);
  let module: { readonly default?: unknown };
  try {
    module = createRequire(path)(path);
  } catch (error) {
    throw new Error(`The engine ${file} could not be loaded: ${messageOf(error)}`);
  }
  const options = module.default;
  if (!isOptions(options)) {
    throw new Error(
      `The engine ${file} has to export the emulator's options as its default: export default { chat: … }.`,
    );
  }
  return options;
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}

function isOptions(value: unknown): value is EmulatorOptions {
  return typeof value === 'object' && value !== null && engines.some((name) => name in value);
}

const engines: readonly (keyof EmulatorOptions)[] = [
  'chat',
  'embedder',
  'reranker',
  'retrievers',
  'checks',
  'documents',
  'toSql',
];
