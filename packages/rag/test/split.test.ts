import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitDocument } from '../src/index.ts';

const pieces = fc.constantFrom(
  '# One\n',
  '## Two {#anchor}\r\n',
  'Title\n=====\n',
  'The same sentence again. ',
  'The same sentence again.\n\n',
  '* an item\n* an item\n',
  '| a | b |\n|---|---|\n| 1 | 2 |\n',
  '```ts\nconst a = 1;\n\nconst a = 1;\n```\n',
  '{% alert %}\n',
  '{{< shortcode >}}\r',
  '👩‍👩‍👧‍👦 e\u0301 👍🏽 ',
  '石工は石を積む。石工は石を積む。',
  'ช่างหินวางหินก้อนใหญ่ไว้ใต้หินก้อนเล็ก ',
  'البنّاء يضع الحجر. ',
  'x'.repeat(70),
  '\uFEFF',
  '\n\n',
  '---\ntitle: T\n---\n',
);

describe('splitDocument', () => {
  test('gives passages that are the text at their offsets, whatever the text and the sizes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 9, arbitrary: pieces }, fc.string({ unit: 'grapheme' })), {
          maxLength: 40,
        }),
        fc.record({
          size: fc.integer({ min: 20, max: 300 }),
          minimum: fc.integer({ min: 0, max: 100 }),
          overlap: fc.integer({ min: 0, max: 80 }),
        }),
        (parts, options) => {
          const text = parts.join('');
          const { passages } = splitDocument(text, options);
          let before = -1;
          for (const { start, end, text: own, line } of passages) {
            expect(text.slice(start, end)).toBe(own);
            expect(own.trim()).toBe(own);
            expect(own.length).toBeLessThanOrEqual(options.size);
            expect(start).toBeGreaterThan(before);
            expect(text.slice(0, start).split(/\r\n|\n|\r/).length).toBe(line);
            expect(own.isWellFormed() || !text.isWellFormed()).toBe(true);
            before = start;
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each([
    ['code blocks', '```\nx\n```\n'.repeat(20_000)],
    ['a heading with a gap', `# a${' '.repeat(100_000)}b`],
    ['a heading of unclosed tags', `# ${'{% <!-- '.repeat(20_000)}`],
    ['a title with a gap', `---\ntitle: a${' '.repeat(100_000)}b\n---\n\nText.`],
  ])('takes linear time and no long titles: %s', (_, text) => {
    const started = performance.now();
    const { title = '' } = splitDocument(text);
    // Each took more than four seconds when it was quadratic, and less than a tenth of one now.
    expect(performance.now() - started).toBeLessThan(2000);
    expect(title.length).toBeLessThanOrEqual(200);
  });

  test('keeps a # that belongs to a word of a heading', () => {
    const text = '# C#\n\nText.\n\n## F# ##\n\nMore.';
    const { title, passages } = splitDocument(text, { minimum: 1 });
    expect(title).toBe('C#');
    expect(passages.at(-1)?.headings).toEqual(['C#', 'F#']);
  });

  test('loses nothing but white space, front matter and lines of template code', () => {
    const text =
      '---\ntitle: Stones\n---\n\nOne two.\n\n{% alert %}\nThree.\n{% endalert %}\n\n# Four\nFive';
    const { title, passages } = splitDocument(text, { size: 12, minimum: 0 });
    expect(title).toBe('Stones');
    expect(passages.map((passage) => passage.text)).toEqual(['One two.', 'Three.', '# Four\nFive']);
  });

  test('tells the headings above a passage, without their markup', () => {
    const text =
      '# Guide\n\n## Dressing `stone`<a name="x"></a> ##\n\nText.\n\n### Tools\n\nMore.\n\n## End\n\nLast.';
    const { passages } = splitDocument(text, { minimum: 1 });
    expect(passages.map(({ headings }) => headings)).toEqual([
      ['Guide', 'Dressing stone'],
      ['Guide', 'Dressing stone', 'Tools'],
      ['Guide', 'End'],
    ]);
  });

  test('keeps a heading with what stands below it when a passage is full', () => {
    const text = `${'a'.repeat(50)}\n\n## Next\n\n${'b'.repeat(50)}`;
    const { passages } = splitDocument(text, { size: 62, minimum: 60 });
    expect(passages.map((passage) => passage.text)).toEqual([
      'a'.repeat(50),
      `## Next\n\n${'b'.repeat(50)}`,
    ]);
  });

  test('repeats whole sentences as overlap', () => {
    const text = 'One is one. Two is two. Three is three. Four is four.';
    const { passages } = splitDocument(text, { size: 30, overlap: 12 });
    expect(passages.map((passage) => passage.text)).toEqual([
      'One is one. Two is two.',
      'Two is two. Three is three.',
      'Four is four.',
    ]);
  });

  test('takes a byte order mark for no text but counts it', () => {
    const { passages } = splitDocument('\uFEFF# One\n\nText.');
    expect(passages[0]).toMatchObject({ start: 1, line: 1, headings: ['One'] });
  });
});
