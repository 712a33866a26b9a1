import type { Example } from '@ashlar/core';
import type { RewriteInput } from '../questions/rewrite-query.ts';

const rewritten = (
  question: string,
  tried: readonly string[],
  query: string,
  note: string,
): Example<RewriteInput, { readonly query: string }> => ({
  input: { question, tried },
  output: { query },
  note,
});

/**
 * Labelled cases of `rag.rewrite`. Right is a query that was not tried and keeps the numbers and codes of the expected one; or an empty one
 * where that is expected. Not shown to models.
 */
export const rewriteCases: readonly Example<RewriteInput, { readonly query: string }>[] = [
  rewritten(
    'How do I split sandstone?',
    ['How do I split sandstone?'],
    'sandstone splitting tools',
    'without the words of asking',
  ),
  rewritten(
    'What does error E-4711 mean?',
    ['What does error E-4711 mean?'],
    'E-4711 error code meaning',
    'a code stays',
  ),
  rewritten(
    'How do I split sandstone?',
    ['How do I split sandstone?', 'split sandstone'],
    'cleaving sandstone',
    'what was tried twice',
  ),
  rewritten('Why?', ['Why?'], '', 'nothing to put in other words'),
];
