import { chooseByDescription } from './choose-by-description.ts';
import { classifyByForm } from './classify-by-form.ts';
import { critiqueByWords } from './critique-by-words.ts';
import { eachOf } from './each-of.ts';
import { extractAnswer } from './extract-answer.ts';
import { gradeByStanding } from './grade-by-standing.ts';
import { planTwoHops } from './plan-two-hops.ts';
import { shortenQuery } from './shorten-query.ts';
import { situateByHeadings } from './situate-by-headings.ts';
import { standaloneFromTurns } from './standalone-from-turns.ts';
import { sufficientByWords } from './sufficient-by-words.ts';

export { answerCases } from './answer-cases.ts';
export { chooseByDescription } from './choose-by-description.ts';
export { chooseSourcesCases } from './choose-sources-cases.ts';
export { classifyByForm } from './classify-by-form.ts';
export { classifyCases } from './classify-cases.ts';
export { critiqueByWords } from './critique-by-words.ts';
export { critiqueCases } from './critique-cases.ts';
export { expandCases } from './expand-cases.ts';
export { extractAnswer } from './extract-answer.ts';
export { gradeByStanding } from './grade-by-standing.ts';
export { gradeCases } from './grade-cases.ts';
export { imagineCases } from './imagine-cases.ts';
export { planCases } from './plan-cases.ts';
export { planTwoHops } from './plan-two-hops.ts';
export { rewriteCases } from './rewrite-cases.ts';
export { shortenQuery } from './shorten-query.ts';
export { situateByHeadings } from './situate-by-headings.ts';
export { situateCases } from './situate-cases.ts';
export { standaloneCases } from './standalone-cases.ts';
export { standaloneFromTurns } from './standalone-from-turns.ts';
export { sufficiencyCases } from './sufficiency-cases.ts';
export { sufficientByWords } from './sufficient-by-words.ts';

/** The rules of this package by the name of their question: what an offline engine is made of. */
export const rules: Readonly<Record<`rag.${string}`, (input: never) => unknown>> = {
  'rag.answer': extractAnswer,
  'rag.choose-sources': chooseByDescription,
  'rag.classify': classifyByForm,
  'rag.critique': eachOf(critiqueByWords),
  'rag.grade': eachOf(gradeByStanding),
  'rag.plan': planTwoHops,
  'rag.rewrite': shortenQuery,
  'rag.situate': situateByHeadings,
  'rag.standalone': standaloneFromTurns,
  'rag.sufficient': sufficientByWords,
};
