import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Agent, type Answer, pattern } from '@ashlar/core';
import { describe, expect, test } from 'vitest';
import { compare, type RagInput, simpleRag } from '../src/index.ts';
import { asked, indexOf, saying } from './pattern-support.ts';
import { ACME, temporaryFolder } from './support.ts';

const principal = { principal: ACME };

function always(answer: Answer): Agent<RagInput, Answer> {
  return pattern({ name: 'always', version: '1' }, async () => answer);
}

const granite: Answer = {
  text: 'Granite is hard.',
  citations: [
    { source: 'stones.md', span: { start: 0, end: 16 }, line: 1, quote: 'Granite  is\nhard.' },
  ],
  grounding: 'grounded',
};
const refusal: Answer = { text: 'No.', citations: [], grounding: 'abstained' };

describe('compare', () => {
  test('holds each pattern against the first, with what it cost', async () => {
    const { model } = asked({ 'rag.answer': saying('Granite is hard.') });
    const simple = simpleRag({ model, retriever: (await indexOf()).retriever() });
    const patterns = { silent: always(refusal), simple };
    const cases = [
      { question: 'Is granite hard?', sources: ['stones.md'], contains: ['granite is HARD'] },
      { question: 'What does marble cost?', answerable: false },
    ];
    const [silent, own] = await compare(patterns, cases, principal);
    expect(silent).toMatchObject({
      pattern: 'silent',
      right: 0.5,
      answered: 0,
      callsPerQuestion: 0,
    });
    expect(own).toMatchObject({ pattern: 'simple', questions: 2, right: 1, better: 1, worse: 0 });
    expect(own?.tokensPerQuestion).toBeGreaterThan(0);
    expect(own?.usdPerQuestion).toBeGreaterThan(0);
  });

  test.each([
    ['another source is cited', { question: '?', sources: ['other.md'] }, 0],
    ['a text is missing', { question: '?', contains: ['granite', 'soft'] }, 0],
    ['it should be refused', { question: '?', answerable: false }, 0],
    ['all is there, white space aside', { question: '?', contains: ['granite is hard'] }, 1],
    ['nothing is known of it', { question: '?' }, 1],
  ])('counts an answer where %s', async (_, one, right) => {
    expect((await compare({ a: always(granite) }, [one]))[0]?.right).toBe(right);
  });

  test('counts a run that did not complete as wrong, and says how it ended', async () => {
    const { model } = asked({ 'rag.answer': saying('Granite is hard.') });
    const simple = simpleRag({ model, retriever: (await indexOf()).retriever() });
    const budget = { steps: 1 };
    const [score] = await compare({ simple }, [{ question: 'Is granite hard?' }], {
      ...principal,
      budget,
    });
    expect(score).toMatchObject({ right: 0, ended: { stopped: 1 } });
  });
});

describe('ashlar-rag compare', () => {
  const run = promisify(execFile);
  const cli = join(import.meta.dirname, '../src/cli.ts');
  const core = new URL('../../core/src/index.ts', import.meta.url).href;

  function files(cases: string) {
    const folder = temporaryFolder();
    const module = join(folder, 'patterns.mjs');
    writeFileSync(
      module,
      `import { pattern } from ${JSON.stringify(core)};
       const one = pattern({ name: 'one', version: '1' }, async () => (${JSON.stringify(granite)}));
       export default async () => ({ patterns: { one } });`,
    );
    const file = join(folder, 'cases.jsonl');
    writeFileSync(file, cases);
    return [module, file] as const;
  }

  test('prints a table, or a line of JSON for each pattern', async () => {
    const given = files(
      '{"question":"Is granite hard?"}\n\n{"question":"Marble?","answerable":false}\n',
    );
    const { stdout } = await run(process.execPath, [cli, 'compare', ...given]);
    expect(stdout).toMatch(/^pattern +right .*\none +0\.50 +\+0 -0/);
    const { stdout: json } = await run(process.execPath, [cli, 'compare', ...given, '--json']);
    expect(JSON.parse(json)).toMatchObject({ pattern: 'one', right: 0.5, questions: 2 });
  });

  test('says in a sentence what is wrong with the cases', async () => {
    const given = files('{"question":"x"}\n{"question":3}\nnonsense\n');
    await expect(run(process.execPath, [cli, 'compare', ...given])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The cases cannot be read: line 2: question .*line 3: /),
    });
  });
});
