/** Node 22 warns that node:sqlite is experimental. Hides this one warning and no other. */
export function hideSqliteWarning(): void {
  const emitWarning = process.emitWarning.bind(process) as (...given: unknown[]) => void;
  process.emitWarning = (...given: unknown[]): void => {
    const [warning, options] = given;
    const type = typeof options === 'string' ? options : (options as { type?: string })?.type;
    if (type === 'ExperimentalWarning' && String(warning).startsWith('SQLite')) return;
    emitWarning(...given);
  };
}
