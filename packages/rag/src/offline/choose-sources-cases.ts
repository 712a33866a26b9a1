import type { Example } from '@ashlar/core';
import type { ChooseSourcesInput, ChosenSources } from '../questions/choose-sources.ts';

const SOURCES = [
  { name: 'handbook', description: 'Rules for employees: leave, working hours, safety.' },
  { name: 'stones', description: 'Kinds of stone: granite, marble, sandstone; how they are cut.' },
  { name: 'accounts', description: 'Invoices, payments and budgets.' },
  { name: 'people', description: 'Founders and former masters of the quarry, with their lives.' },
];

const asked = (
  question: string,
  names: readonly string[],
  note: string,
): Example<ChooseSourcesInput, ChosenSources> => ({
  input: { question, sources: SOURCES },
  output: { sources: names.map((name) => ({ name, query: question })) },
  note,
});

/** Labelled cases of `rag.choose-sources`. Right are the same sources, in any order, whatever they are asked. Not shown to models. */
export const chooseSourcesCases: readonly Example<ChooseSourcesInput, ChosenSources>[] = [
  asked('How is granite cut?', ['stones'], 'a word of one description'),
  asked('Which invoices are unpaid?', ['accounts'], 'a word in another form'),
  asked('How many days of leave do employees have?', ['handbook'], 'two words of one description'),
  asked(
    'What budget is there for the safety of employees?',
    ['handbook', 'accounts'],
    'parts of two sources',
  ),
  asked('May I go on holiday in May?', ['handbook'], 'other words than the description'),
  asked('Why?', [], 'nothing to choose by'),
];
