// what is found, by nDCG@10 or MRR@10: the index of @ashlar/rag, its own BM25, and other libraries as their documentation begins
// --data DIR [--sets scifact,xquad-en] [--limit N] [--json]
import { retrieval } from './retrieval/retrieval.ts';

process.exitCode = await retrieval(process.argv.slice(2));
