import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Embedder } from '@ashlar/core';
import { onTestFinished } from 'vitest';
import type { SourceFile } from '../src/index.ts';

/** A folder that is gone when the test is. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-rag-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A document that is already in memory. */
export function file(source: string, text: string, more: Partial<SourceFile> = {}): SourceFile {
  return { source, read: async () => new TextEncoder().encode(text), ...more };
}

/** Vectors by topic words: enough to tell meanings apart that share no word. */
export function topicEmbedder(
  id = 'topics',
  topics = [/car|automobile/i, /bread|loaf/i],
): Embedder {
  return {
    id,
    dimensions: topics.length,
    async embed(items) {
      const vectors = items.map((item) =>
        Float32Array.from(topics, (topic) => (topic.test(String(item)) ? 1 : 0)),
      );
      return { vectors, calls: [] };
    },
  };
}

export const ACME = { tenant: 'acme', subject: 'ada', groups: ['masons'] } as const;
