// refuse what the documents do not answer: each question with its gold page in the index and without it
import { abstention } from './abstention/abstention.ts';

process.exitCode = await abstention(process.argv.slice(2));
