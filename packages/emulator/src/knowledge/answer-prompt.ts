import type { Message } from '@ashlar/core';

/** A passage that an answer may stand on. */
export interface Passage {
  readonly source: string;
  readonly text: string;
}

/** What a generated answer of a knowledge base is asked with. */
export interface AnswerPrompt {
  readonly question: string;
  readonly passages: readonly Passage[];
  /** `textPromptTemplate` of the request. */
  readonly template?: string | undefined;
  /** Earlier turns of the session. */
  readonly history: readonly Message[];
}

const instructions =
  'Answer the question from the passages alone. Behind each statement put the number of its passage in square brackets, as in [1]. If the passages do not answer the question, say so.';
const formatInstructions =
  'Behind each statement put the number of the search result that it comes from in square brackets, as in [1].';

/**
 * The messages for an answer. The question and its passages travel as one JSON part, so that a rule can answer as well as a model;
 * with a template of the request as the text that it makes of them (placeholders: user guide, "Query and response generation").
 */
export function answerPrompt({ question, passages, template, history }: AnswerPrompt): Message[] {
  if (template === undefined) {
    const value = {
      question,
      passages: passages.map(({ source, text }, index) => ({ number: index + 1, source, text })),
    };
    return [
      { role: 'system', content: [{ type: 'text', text: instructions }] },
      ...history,
      // As text for guardrails, which look at texts; with its passages for the model.
      {
        role: 'user',
        content: [
          { type: 'text', text: question },
          { type: 'json', value },
        ],
      },
    ];
  }
  const results = passages.map(({ text }, index) => `[${index + 1}] ${text}`).join('\n\n');
  const system = fill(template, {
    search_results: results,
    output_format_instructions: formatInstructions,
    current_time: '',
    query: question,
  });
  return [
    { role: 'system', content: [{ type: 'text', text: system }] },
    ...history,
    { role: 'user', content: [{ type: 'text', text: question }] },
  ];
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\$(\w+)\$/g, (whole, name: string) => values[name] ?? whole);
}
