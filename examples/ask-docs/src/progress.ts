import type { IngestProgress } from '@ashlar/rag';

/** A bar on the terminal while documents are read; nothing at all where there is no terminal. */
export function progressBar(output: NodeJS.WriteStream): {
  show(progress: IngestProgress): void;
  clear(): void;
} {
  let drawn = 0;
  let visible = false;
  return {
    show({ done, total = done }) {
      const now = performance.now();
      if (!output.isTTY || (now - drawn < 50 && done < total)) return;
      drawn = now;
      visible = true;
      const filled = Math.round((30 * done) / Math.max(1, total));
      output.write(`\r${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${done}/${total} documents`);
    },
    clear() {
      if (visible) output.write('\r\u001b[K');
      visible = false;
    },
  };
}
