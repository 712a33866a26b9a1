import { createInterface } from 'node:readline/promises';
import { bedrock, embedder } from '@ashlar/bedrock';
import { type Agent, type Answer, isAshlarError } from '@ashlar/core';
import { openIndex, type RagInput, simpleRag } from '@ashlar/rag';
import { sqliteStore } from '@ashlar/rag/sqlite';
import type { Arguments } from './arguments.ts';
import { ask } from './ask.ts';
import { type Engine, startEngine } from './engine.ts';
import { inOneLine } from './in-one-line.ts';
import { indexFile } from './index-file.ts';
import { readDocuments } from './read-documents.ts';
import { UsageError } from './usage-error.ts';

/** Starts the engine, brings the index up to date and answers. Throws what a person has to know, as one sentence. */
export async function answerFrom(options: Arguments): Promise<void> {
  const { docs, model, port, question } = options;
  if (question === undefined && !process.stdin.isTTY) {
    throw new UsageError('There is no question: put it first, as in start "Who may enter?".');
  }
  const engine = await startEngine(model, port);
  try {
    const index = await openDocuments(docs, options);
    try {
      await readDocuments(index, docs);
      // The composition root: another model, index or pattern is a change of these lines and of nothing else.
      const rag = simpleRag({
        model: engine.model,
        retriever: index.retriever(),
        access: { unrestricted: 'local files of the user who runs the command' },
      });
      if (question !== undefined) {
        if (!options.json) console.log(`${question}\n`);
        await ask(rag, question, { engine, json: options.json });
      } else await converse(rag, engine, options.json);
    } finally {
      await index.close();
    }
  } finally {
    await engine.close();
  }
}

async function openDocuments(docs: string, { index, embedder: id }: Arguments) {
  const file = await indexFile(docs, index, id);
  const store = sqliteStore({ file });
  try {
    if (id === undefined) return await openIndex({ store });
    return await openIndex({ store, embedder: embedder(id, { connection: bedrock() }) });
  } catch (error) {
    if (isAshlarError(error, 'index.unavailable')) {
      throw new UsageError(`${error.message} Choose another place with --index.`);
    }
    if (!isAshlarError(error, 'index.embedder')) throw error;
    const { stored, given } = error.facts;
    throw new UsageError(
      `The index ${file} was made with ${stored}, not with ${given}: pass the same --embedder, or delete the file.`,
    );
  }
}

/** Questions from the terminal until an empty line or the end of input. One that fails does not end the others. */
async function converse(
  rag: Agent<RagInput, Answer>,
  engine: Engine,
  json: boolean,
): Promise<void> {
  for (;;) {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    const question = await terminal.question('\nAsk (an empty line ends): ').catch(() => '');
    terminal.close();
    if (question.trim() === '') return;
    await ask(rag, question.trim(), { engine, json }).catch((error) =>
      console.error(inOneLine(error)),
    );
  }
}
