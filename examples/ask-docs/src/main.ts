// `npx -y pnpm@12 start`: see ../README.md.
import { hideSqliteWarning } from './hide-sqlite-warning.ts';

// Before anything imports node:sqlite, so everything else is loaded afterwards.
hideSqliteWarning();
const { askDocs } = await import('./ask-docs.ts');
process.exitCode = await askDocs(process.argv.slice(2));
