import { readFileSync } from 'node:fs';
import { type Example, type Json, pattern, type Question, user } from '@ashlar/core';
import { offlineModel } from '@ashlar/emulator';
import { describe, expect, test } from 'vitest';
import {
  chooseSourcesCases,
  classifyCases,
  critiqueCases,
  expandCases,
  gradeCases,
  imagineCases,
  planCases,
  rewriteCases,
  rules,
  situateCases,
  standaloneCases,
  sufficiencyCases,
} from '../src/offline/index.ts';
import {
  chooseSources,
  classifyQuestion,
  critiqueStatement,
  expandQuery,
  gradeRelevance,
  imaginePassage,
  judgeSufficiency,
  planResearch,
  rewriteQuery,
  situatePassages,
  standaloneQuestion,
} from '../src/questions/index.ts';

/** What is labelled of one question. */
interface Labelled<I, O> {
  readonly question: Question<I, O>;
  readonly cases: readonly Example<I, O>[];
  /** Whether what was said is right, as the documentation of the cases says. */
  readonly right: (said: O, expected: O, input: I) => boolean;
  /** Notes of the cases that the rule gets wrong: they need somebody who reads. */
  readonly beyond?: readonly string[];
  /** False: there is no rule. */
  readonly rule?: false;
}

const CODE = /\b[A-Z]*-?\d[\w-]*\b/g;
const codesIn = (text: string) => text.match(CODE) ?? [];
const keepsCodes = (text: string, from: string) => codesIn(from).every((one) => text.includes(one));
const side = (value: number) => value >= 0.5;
const band = (value: number) => (value >= 0.7 ? 'correct' : value < 0.3 ? 'incorrect' : 'between');
const words = (text: string) => text.split(/\s+/).length;

/** Inputs and outputs differ from question to question: each set is checked where it is made. */
const labelled = <I, O>(set: Labelled<I, O>) => set as unknown as Labelled<Json, Json>;

const SETS = [
  labelled({
    question: classifyQuestion,
    cases: classifyCases,
    right: (said, expected) => said.complexity === expected.complexity,
    beyond: ['a comparison', 'a comparison, in German'],
  }),
  labelled({
    question: chooseSources,
    cases: chooseSourcesCases,
    right: (said, expected) => {
      const names = (of: typeof said) => of.sources.map(({ name }) => name).sort();
      return names(said).join() === names(expected).join();
    },
    beyond: ['other words than the description'],
  }),
  labelled({
    question: critiqueStatement,
    cases: critiqueCases,
    right: (said, expected) =>
      side(said.relevance) === side(expected.relevance) &&
      side(said.support) === side(expected.support) &&
      side(said.usefulness) === side(expected.usefulness),
    beyond: ['the denial is left out'],
  }),
  labelled({
    question: gradeRelevance,
    cases: gradeCases,
    right: (said, expected) => band(said.relevance) === band(expected.relevance),
    beyond: ['the same subject, and no part of the answer'],
  }),
  labelled({
    question: judgeSufficiency,
    cases: sufficiencyCases,
    right: (said, expected) =>
      said.sufficient === expected.sufficient && (said.missing === '') === expected.sufficient,
    beyond: ['the words of the question, and no answer'],
  }),
  labelled({
    question: planResearch,
    cases: planCases,
    right: (said, expected) => {
      const form = ({ steps }: typeof said) =>
        steps.map(({ after }) => after.map((id) => steps.findIndex((one) => one.id === id)));
      return JSON.stringify(form(said)) === JSON.stringify(form(expected));
    },
    beyond: ['one search is a plan of one step', 'two things side by side'],
  }),
  labelled({
    question: rewriteQuery,
    cases: rewriteCases,
    right: (said, expected, { tried }) =>
      expected.query === ''
        ? said.query === ''
        : said.query !== '' &&
          !tried.includes(said.query) &&
          keepsCodes(said.query, expected.query),
  }),
  labelled({
    question: standaloneQuestion,
    cases: standaloneCases,
    right: (said, expected) => {
      const named = /granite/i.test(expected.standalone);
      return (
        said.dependsOnHistory === expected.dependsOnHistory &&
        /granite/i.test(said.standalone) === named
      );
    },
    beyond: ['another subject, understood alone', 'an instruction in a turn is not followed'],
  }),
  labelled({
    question: situatePassages,
    cases: situateCases,
    right: (said, expected) =>
      said.contexts.length === expected.contexts.length &&
      said.contexts.every(
        (line, i) => words(line) <= 25 && keepsCodes(line, expected.contexts[i] ?? ''),
      ),
  }),
  labelled({
    question: expandQuery,
    cases: expandCases,
    right: ({ queries }, _, { query, count }) =>
      queries.length >= 1 &&
      queries.length <= count &&
      new Set([query, ...queries]).size === queries.length + 1 &&
      queries.every((one) => keepsCodes(one, query)),
    rule: false,
  }),
  labelled({
    question: imaginePassage,
    cases: imagineCases,
    right: ({ passage }, _, { query }) =>
      passage !== query && words(passage) <= 120 && keepsCodes(passage, query),
    rule: false,
  }),
];

function ask(question: Question<Json, Json>, input: Json): Promise<Json> {
  const model = offlineModel({ rules });
  return pattern<Json, Json>({ name: 'ask', version: '1' }, (given, scope) =>
    scope.ask(question.on(model, { retries: 0 }), given),
  )
    .run(input)
    .value();
}

const WITH_RULE = SETS.filter(({ rule }) => rule !== false);

describe.each(SETS.map((set) => [set.question.name, set] as const))(
  '%s',
  (_, { question, cases, right }) => {
    test('has cases of several kinds, each with a note of its own, that are right themselves', () => {
      expect(cases.length).toBeGreaterThanOrEqual(3);
      expect(new Set(cases.map(({ note }) => note)).size).toBe(cases.length);
      for (const { input, output } of cases) {
        expect(question.fits?.(output, input)).toBeUndefined();
        expect(right(output, output, input)).toBe(true);
      }
    });

    test('shows none of its cases to models', () => {
      const shown = JSON.stringify(question.examples ?? []);
      for (const { input } of cases) expect(shown).not.toContain(JSON.stringify(input));
    });
  },
);

describe.each(WITH_RULE.map((set) => [set.question.name, set] as const))(
  '%s',
  (_, { question, cases, right, beyond = [] }) => {
    test('is answered by its rule from the prompt alone, but for what is known', async () => {
      const wrong: (string | undefined)[] = [];
      for (const { input, output, note } of cases) {
        if (!right(await ask(question, input), output, input)) wrong.push(note);
      }
      expect(wrong).toEqual(beyond);
    });

    test('cannot be answered by its rule from an empty prompt', async () => {
      const emptied = question.with({ version: 'emptied', prompt: () => [user('Answer.')] });
      for (const { input } of cases) {
        await expect(ask(emptied, input)).rejects.toMatchObject({ code: 'question.invalid' });
      }
    });
  },
);

test('whatever has a rule has cases', () => {
  const named = WITH_RULE.map(({ question }) => question.name);
  // The cases of rag.answer have a test of their own.
  expect([...named, 'rag.answer'].sort()).toEqual(Object.keys(rules).sort());
});

test('the page of questions states what the rules get right', () => {
  const page = readFileSync(new URL('../../../docs/rag/questions.md', import.meta.url), 'utf8');
  for (const { question, cases, beyond = [], rule = true } of SETS) {
    const score = rule ? `${cases.length - beyond.length} of ${cases.length}` : 'no rule';
    expect(page).toContain(`| \`${question.tag}\` | ${score} | never run live |`);
  }
});
