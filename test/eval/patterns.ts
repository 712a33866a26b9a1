// each RAG pattern beside simple RAG, on the sets that show what it is for; by the offline rules, which are no model
import { patterns } from './patterns/patterns.ts';

process.exitCode = await patterns(process.argv.slice(2));
