// `pnpm eval <name> [arguments]` runs test/eval/<name>.ts.
import { dispatch } from '../dispatch.ts';

process.exitCode = dispatch(import.meta.dirname, process.argv.slice(2));
