import { generateStructured, type Price, pattern, textOf, user } from '@ashlar/core';
import { recordingContext, scriptedModel } from '@ashlar/core/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fromChatModel } from '../src/index.ts';
import { collectEvents } from './support/collect.ts';
import { converse, overEmulator, startBedrock } from './support/over-emulator.ts';

const price: Price = { inputUsd: 1, outputUsd: 5, asOf: '2026-11-21' };
const stone = z.object({ name: z.string(), faces: z.number() });

describe('a model of LangChain in a pattern', () => {
  it('answers with a value of a type, by a forced tool, and is asked again when it does not fit', async () => {
    const engine = scriptedModel([
      { calls: [{ name: 'answer', input: { name: 'ashlar', faces: 'six' } }] },
      { calls: [{ name: 'answer', input: { name: 'ashlar', faces: 6 } }] },
    ]);
    const { model, bedrock } = await overEmulator(engine);
    const describeStone = pattern({ name: 'describe', version: '1' }, (text: string, scope) =>
      generateStructured(scope, model, { messages: [user(text)], output: stone }),
    );
    expect(await describeStone.run('Which stone?').value()).toEqual({ name: 'ashlar', faces: 6 });
    const [first, second] = bedrock.requests;
    expect(first?.body?.toolConfig).toMatchObject({ toolChoice: { tool: { name: 'answer' } } });
    expect(first?.body?.requestMetadata).toMatchObject({ pattern: 'describe@1' });
    expect(JSON.stringify(second?.body?.messages)).toContain('Error:');
  });

  it('is paid for from the budget, by what LangChain reports', async () => {
    const engine = scriptedModel(() => ({
      text: 'Stone.',
      usage: { inputTokens: 100, outputTokens: 10 },
    }));
    const { client } = await startBedrock({ chat: engine });
    const model = fromChatModel((settings) => converse(client, settings), { info: { price } });
    const ask = pattern({ name: 'ask', version: '1' }, async (text: string, scope) => {
      const { message } = await scope.generate(model, { messages: [user(text)], maxTokens: 50 });
      return textOf(message);
    });
    const { usage, status } = await ask.run('Which?', { budget: { usd: 0.01 } }).outcome;
    expect(status).toBe('completed');
    expect(usage.usd).toBeCloseTo(0.00015, 9);
  });

  it('is refused by a budget in money when nobody knows its price', async () => {
    const { model, bedrock } = await overEmulator(scriptedModel(() => 'never'));
    const ask = pattern({ name: 'ask', version: '1' }, (text: string, scope) =>
      scope.generate(model, { messages: [user(text)] }),
    );
    const outcome = await ask.run('Which?', { budget: { usd: 0.01 } }).outcome;
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'budget.unpriced' } });
    expect(bedrock.requests).toEqual([]);
  });

  it('is sent the output limit that the budget left, or nothing where it cannot take one', async () => {
    const engine = scriptedModel(() => 'Stone.');
    const { client, bedrock } = await startBedrock({ chat: engine });
    const clamped = () => {
      const context = recordingContext({});
      const { meter } = context;
      const reserve: typeof meter.reserve = async (estimate) => ({
        ...(await meter.reserve(estimate)),
        maxTokens: 5,
      });
      return { context, clamping: { ...context, meter: { ...meter, reserve } } };
    };
    const request = { messages: [user('Which?')] };
    const made = fromChatModel((settings) => converse(client, settings));
    await made.generate({ ...request, maxTokens: 50 }, clamped().clamping);
    expect(bedrock.requests[0]?.body?.inferenceConfig).toEqual({ maxTokens: 5 });

    const ready = fromChatModel(converse(client));
    for (const ask of [
      ready.generate,
      (...given: Parameters<typeof ready.generate>) => collectEvents(ready.stream(...given)),
    ]) {
      const { context, clamping } = clamped();
      await expect(ask(request, clamping)).rejects.toMatchObject({ code: 'model.unsupported' });
      expect(context.reservations.map(({ end }) => end)).toEqual(['released']);
      expect(context.rows).toEqual([]);
    }
    expect(bedrock.requests).toHaveLength(1);
  });
});
