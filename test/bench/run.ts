// `pnpm bench <name> [arguments]` runs test/bench/<name>.ts.
import { dispatch } from '../dispatch.ts';

process.exitCode = dispatch(import.meta.dirname, process.argv.slice(2));
