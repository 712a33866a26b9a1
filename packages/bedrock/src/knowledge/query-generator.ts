import { type CallContext, detachedContext } from '@ashlar/core';
import { modelError } from '../errors/failure.ts';
import { reading } from '../errors/reading.ts';
import { refuseUnknown } from '../errors/refuse-unknown.ts';
import type { BedrockConnection } from '../transport/connection.ts';
import { send } from './send.ts';

/** Options of {@link queryGenerator}. */
export interface QueryGeneratorOptions {
  /** ARN of a knowledge base over structured data. */
  readonly knowledgeBase: string;
  readonly connection: BedrockConnection;
  /** Dollars per question. @default none: a money budget refuses it */
  readonly usdPerQuestion?: number;
}

/**
 * SQL for questions in words, by GenerateQuery. Nothing is executed: what comes back was written by a model and must run with the
 * rights of whoever asked, on a connection that can only read. {@link sqlRetriever} makes a `Retriever` of it.
 */
export function queryGenerator(
  options: QueryGeneratorOptions,
): (question: string, context?: CallContext) => Promise<readonly string[]> {
  refuseUnknown('queryGenerator()', options, known);
  const { knowledgeBase: arn, connection, usdPerQuestion: usdPerUnit } = options;
  const subject = arn.slice(arn.lastIndexOf(':') + 1);
  return async (question, context = detachedContext()) => {
    const { signal } = context;
    const call = { connection, subject, units: 1, usdPerUnit };
    const reply = await send(call, context, signal, async (client) => {
      const { GenerateQueryCommand } = await import('./sdk.ts');
      const command = new GenerateQueryCommand({
        queryGenerationInput: { type: 'TEXT', text: question },
        transformationConfiguration: {
          mode: 'TEXT_TO_SQL',
          textToSqlConfiguration: {
            type: 'KNOWLEDGE_BASE',
            knowledgeBaseConfiguration: { knowledgeBaseArn: arn },
          },
        },
      });
      return client.send(command, { abortSignal: signal });
    });
    if (reply.queries === undefined) {
      const what = `The reply of ${subject} has no queries.`;
      throw modelError('model.failed', what, { model: subject });
    }
    const { queries } = reply;
    return reading(subject, () =>
      queries.flatMap(({ sql }) => (sql === undefined || sql.trim() === '' ? [] : [sql])),
    );
  };
}

const known = Object.keys({
  knowledgeBase: true,
  connection: true,
  usdPerQuestion: true,
} satisfies Record<keyof QueryGeneratorOptions, true>);
