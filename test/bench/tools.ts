// Tool definitions and arguments on shared/data/bfcl: conversion, names, repairs, rejections. [--data DIR] [--json] [--misses]
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readBfcl } from './tools/bfcl.ts';
import { measureTools } from './tools/measure.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: join(import.meta.dirname, '../../../shared/data') },
    json: { type: 'boolean', default: false },
    misses: { type: 'boolean', default: false },
  },
});

const bfcl = readBfcl(options.data);
if (bfcl === undefined) {
  console.log(`SKIPPED tools: no *cases.jsonl and *argument-mutations.jsonl in ${options.data}`);
} else {
  const { cases, mutations } = bfcl;
  const start = performance.now();
  const shares = await measureTools(cases, mutations);
  const ms = Math.round(performance.now() - start);
  const rows = Object.entries(shares).map(([name, { of, good }]) => [
    name,
    { of, good, share: of === 0 ? null : Number((good / of).toFixed(4)) },
  ]);
  const report = Object.fromEntries(rows);
  if (options.json)
    console.log(JSON.stringify({ bench: 'tools', data: options.data, ...report, ms }));
  else {
    console.table(report);
    console.log(`${ms} ms`);
  }
  if (options.misses) {
    for (const [name, { misses }] of Object.entries(shares)) {
      for (const miss of misses) console.log(name, miss);
    }
  }
}
