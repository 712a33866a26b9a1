import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EffectKind, Json } from '@ashlar/core';

/** One effect that happened, as the world outside of the process saw it. */
export interface Row {
  /** Random: names this very execution. */
  readonly nonce: string;
  readonly name: string;
  readonly effect: EffectKind;
  /** The idempotency key of a tool call; what a model, retriever or judge was asked otherwise. */
  readonly key: string;
  readonly input: Json;
}

/** Where effects happen: a file that outlives the process. Each takes a random while and gives a random answer. */
export interface World {
  /** Does it, and resolves to its nonce. */
  happen(row: Omit<Row, 'nonce'>, slowness?: number): Promise<string>;
}

/** @param happened called after the row is written and before anybody is told: the place between an effect and its record */
export function openWorld(file: string, happened: () => void = () => {}): World {
  return {
    async happen(row, slowness = 4) {
      if (slowness > 0) await sleep(Math.random() * slowness);
      const nonce = Math.random().toString(36).slice(2, 12).padEnd(10, '0');
      appendFileSync(file, `${JSON.stringify({ nonce, ...row })}\n`);
      happened();
      if (slowness > 0) await sleep(Math.random() * slowness);
      return nonce;
    },
  };
}

export function readRows(file: string): readonly Row[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Row);
}
