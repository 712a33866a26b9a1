// A process of its own: performs one job and prints how it ended.
import { writeSync } from 'node:fs';
import { type Job, perform } from './job.ts';

const job = JSON.parse(process.argv[2] ?? '') as Job;
const outcome = await perform(job);
writeSync(1, JSON.stringify(outcome));
process.exit(0);
