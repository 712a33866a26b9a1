import {
  type Agent,
  type Answer,
  type Answerer,
  AshlarError,
  type ChatModel,
  type Hit,
  joinLabels,
  type Label,
  type Memory,
  type Message,
  type Principal,
  pattern,
  type Schema,
  type Scope,
  textOf,
  user,
} from '@ashlar/core';
import { z } from 'zod';
import { type ReadingOptions, readerOf } from './answer/reader.ts';
import { type SearchOptions, search } from './answer/search.ts';
import { judgement } from './judgement.ts';
import {
  type Standalone,
  type StandaloneInput,
  standaloneQuestion,
  type Turn,
} from './questions/standalone-question.ts';
import type { RagQuestion } from './rag-input.ts';
import { fuseHits } from './retrieve/fuse-hits.ts';
import { trailOf } from './trail.ts';

/** A question and the conversation that it belongs to. */
export interface ConversationInput extends RagQuestion {
  /** Id of the conversation, of the run's principal. */
  readonly thread: string;
}

/** Options of {@link conversationalRag}. */
export interface ConversationalRagOptions extends Omit<ReadingOptions, 'model'>, SearchOptions {
  /** Answers, and says what is really asked. */
  readonly model: ChatModel;
  /** Where conversations live. */
  readonly memory: Memory;
  /** Turns before the question that are shown to `standalone`. @default 6 */
  readonly turns?: number;
  /** @default `standaloneQuestion.on(model)` */
  readonly standalone?: Answerer<StandaloneInput, Standalone>;
}

const input: Schema<ConversationInput> = z.strictObject({
  question: z.string().refine((text) => text.trim() !== '', 'must not be empty'),
  thread: z.string().min(1),
  filter: z.looseObject({ op: z.string() }).optional(),
}) as unknown as Schema<ConversationInput>;

/**
 * Simple RAG in a conversation. Where a question depends on what was said before, it is put into words that stand alone, and both
 * forms are searched for: a bad rewrite cannot hide what the question's own words find. What the last answer cited stays
 * in sight. Question and answer are added to the memory once, when there is an answer.
 *
 * Use it behind a chat. Costs one call more than simple RAG from the second turn on. It needs a principal: conversations belong
 * to somebody.
 */
export function conversationalRag(
  options: ConversationalRagOptions,
): Agent<ConversationInput, Answer> {
  const { model, memory, retriever, turns = 6, limit = 10 } = options;
  const { standalone = standaloneQuestion.on(model) } = options;
  const read = readerOf(options);
  const description = `Answers questions in a conversation, with citations, from: ${retriever.description}`;

  return pattern(
    { name: 'conversational-rag', version: '1', description, input },
    async (asked, scope) => {
      const trail = trailOf(scope);
      const thread = { id: asked.thread, principal: ownerOf(scope.principal) };
      const query = { query: asked.question };
      const messages = await scope.step('memory.load', (context) =>
        memory.load(thread, query, context),
      );
      const history = turns > 0 ? turnsOf(messages).slice(-turns) : [];

      const { question, again } = await understood(scope, history);
      const lists = [await search(scope, options, asked, trail)];
      if (again) lists.push(await search(scope, options, { ...asked, question }, trail));
      const hits = fuseHits([...lists, citedBefore(messages, lists.flat())], { limit });
      const answer = trail.end(await read(scope, question, hits, trail));

      // It was made and paid for, whether it can be remembered or not.
      scope.partial(answer);
      await scope.step('memory.append', (context) =>
        memory.append(thread, [user(asked.question), asMessage(answer)], context),
      );
      return answer;

      async function understood(scope: Scope, history: readonly Turn[]) {
        if (history.length === 0) return { question: asked.question, again: false };
        const given = { history, question: asked.question };
        const step = { trail, step: 'standalone.failed' };
        const meant = await judgement(scope, standalone, given, step);
        if (!meant?.dependsOnHistory) return { question: asked.question, again: false };
        trail.add('standalone', { query: meant.standalone });
        return { question: meant.standalone, again: meant.standalone !== asked.question };
      }
    },
  );
}

function ownerOf(principal: Principal | undefined): Principal {
  if (principal !== undefined) return principal;
  throw new AshlarError(
    'input.invalid',
    'A conversation belongs to somebody: run conversational RAG with a principal.',
    { facts: { what: 'principal', issues: ['missing'] } },
  );
}

function turnsOf(messages: readonly Message[]): readonly Turn[] {
  return messages.flatMap((message) => {
    const text = textOf(message).trim();
    if (message.role === 'system' || text === '') return [];
    const labels = message.content.flatMap(({ label }) => label ?? []);
    const { dataClass } = labels.length === 0 ? {} : joinLabels(labels);
    return [{ role: message.role, text, ...(dataClass !== undefined && { dataClass }) }];
  });
}

/** The answer as it is remembered: its words, and what it cited. */
function asMessage({ text, citations, label }: Answer): Message {
  const cited = citations.map(({ source, span }) => ({ source, start: span.start, end: span.end }));
  // What an answer says is as sensitive as what was read for it, also as a turn of a later prompt.
  const { dataClass } = label ?? {};
  const own: Label = { origin: 'model', ...(dataClass !== undefined && { dataClass }) };
  return {
    role: 'assistant',
    content: [
      { type: 'text', text, label: own },
      ...(cited.length === 0 ? [] : [{ type: 'json' as const, value: { cited }, label: own }]),
    ],
  };
}

const remembered = z.object({
  cited: z.array(z.object({ source: z.string(), start: z.number(), end: z.number() })),
});

/** The hits that the last answer cited, if they were found again: they come in once more, as a list of their own. */
function citedBefore(messages: readonly Message[], hits: readonly Hit[]): readonly Hit[] {
  const last = messages.findLast(({ role }) => role === 'assistant');
  const cited = (last?.content ?? []).flatMap((part) => {
    const read = part.type === 'json' ? remembered.safeParse(part.value) : undefined;
    return read?.success ? read.data.cited : [];
  });
  return hits.filter(({ source, span }) =>
    cited.some(
      (one) => one.source === source && span && span.start < one.end && one.start < span.end,
    ),
  );
}
