import type { Json, Part } from '@ashlar/core';
import { type Content, evaluate } from '../guardrail/evaluate.ts';
import { toMedia } from '../wire/media.ts';
import { at, listAt, stringAt } from '../wire/read.ts';
import type { OperationCall } from './call.ts';

/** Answers ApplyGuardrail with the verdicts of the checks that stand behind the guardrail. */
export async function applyGuardrail(call: OperationCall): Promise<void> {
  const { body, labels } = call;
  const guardrail = call.engines.guardrail(
    labels.guardrailIdentifier ?? '',
    labels.guardrailVersion ?? '',
  );
  const content = toContent(stringAt(body, 'source'), listAt(body, 'content') ?? []);
  const full = stringAt(body, 'outputScope') === 'FULL';
  const evaluation = await evaluate(guardrail, content, call.context, full);
  const { outcome, reason, assessment, usage, coverage, texts } = evaluation;
  const { input, output } = guardrail.messages;
  const blocked = content.source === 'INPUT' ? input : output;
  call.record.usage = usage;
  await call.reply.body({
    usage,
    action: outcome === 'none' ? 'NONE' : 'GUARDRAIL_INTERVENED',
    actionReason: reason,
    outputs:
      outcome === 'none'
        ? []
        : outcome === 'blocked'
          ? [{ text: blocked }]
          : texts
              .filter((_, index) => content.parts[index]?.type === 'text')
              .map((text) => ({ text })),
    assessments: [assessment],
    guardrailCoverage: coverage,
  });
}

/** Guarded is what is said to be; sources and queries are only there for the check of grounding. */
function toContent(source: string | undefined, blocks: readonly Json[]): Content {
  const texts = blocks.flatMap((block) => {
    const given = at(block, 'text');
    const text = stringAt(given, 'text');
    const qualifiers = (listAt(given, 'qualifiers') ?? []).map(String);
    return text === undefined ? [] : [{ text, qualifiers }];
  });
  const withQualifier = (name: string): string[] =>
    texts.filter(({ qualifiers }) => qualifiers.includes(name)).map(({ text }) => text);
  const parts = blocks.flatMap((block): Part[] => {
    const given = at(block, 'text');
    const text = stringAt(given, 'text');
    const qualifiers = listAt(given, 'qualifiers') ?? [];
    if (text !== undefined) {
      const guarded = qualifiers.length === 0 || qualifiers.includes('guard_content');
      return guarded ? [{ type: 'text', text }] : [];
    }
    const media = toMedia(at(block, 'image') ?? null);
    return media === undefined ? [] : [{ type: 'image', ...media }];
  });
  return {
    source: source === 'OUTPUT' ? 'OUTPUT' : 'INPUT',
    parts,
    sources: withQualifier('grounding_source'),
    ...(withQualifier('query').length > 0 && { query: withQualifier('query').join('\n') }),
    totalCharacters: texts.reduce((sum, { text }) => sum + text.length, 0),
  };
}
