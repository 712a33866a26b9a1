import { type Agent, pattern, type Scope, stopped, toAshlarError, user } from '@ashlar/core';
import { type AgentInput, agentInput, asRequest, toMessage } from './agent-input.ts';
import { callAll, resultsOf } from './call-all.ts';
import type { Effected } from './call-tool.ts';
import { compact } from './compact.ts';
import { undone, wantsUndo } from './compensate.ts';
import { type Conversation, createConversation } from './conversation.ts';
import { createLoopGuard } from './loop-guard.ts';
import { createPatience } from './patience.ts';
import { readThought } from './read-thought.ts';
import { rollingBack } from './rolling-back.ts';
import { type AgentSetting, settingOf } from './setting.ts';
import { think } from './think.ts';
import { openThread } from './thread.ts';
import type { ToolAgentOptions } from './tool-agent-options.ts';
import type { OpenToolbox } from './toolbox.ts';
import { workSoFar } from './work-so-far.ts';

/** An agent with tools. */
export interface ToolAgent<Out = string> extends Agent<AgentInput, Out> {
  /**
   * The same agent, undoing: `runtime.resume(agent.rollback, checkpoint)` takes up a run that was aborted, stopped, killed or failed,
   * does nothing new, undoes its `once` effects from the last to the first and ends as `stopped`. Deny what still waits for approval.
   * Where an effect could not be undone it fails with `tool.uncompensated`. A run that has completed gives its value, and stands.
   */
  readonly rollback: Agent<AgentInput, Out>;
}

/**
 * A model that uses tools until it has the answer. The model is asked; the calls that it makes are checked, repaired where that is
 * safe, approved where somebody must, and run side by side; their results, and errors as data, go back to it; until it answers. Limits
 * end the run with the work so far, a crash or a wait for approval interrupts it anywhere without repeating an effect.
 *
 * Costs one model call for each turn, and what the tools cost. `run` takes text, or a message with parts and a thread.
 *
 * @throws agent.invalid, tool.duplicate, schema.unsupported
 *
 * @example
 * ```ts
 * import { bedrock, chatModel } from '@ashlar/bedrock';
 * import { tool, toolAgent } from '@ashlar/tool-use';
 * import { z } from 'zod';
 *
 * const weather = tool({
 *   name: 'weather',
 *   description: 'The weather of a city today.',
 *   input: z.object({ city: z.string() }),
 *   effect: 'read',
 *   run: async ({ city }) => ({ city, degrees: 21 }),
 * });
 * const model = chatModel('eu.amazon.nova-lite-v1:0', { connection: bedrock() });
 * const agent = toolAgent({ name: 'clerk', model, tools: [weather] });
 * const answer = await agent.run('Do I need a coat in Vaduz?', { budget: { usd: 0.05 } }).value();
 * ```
 */
export function toolAgent<Out = string>(options: ToolAgentOptions<Out>): ToolAgent<Out> {
  return Object.assign(agentOf(options), { rollback: agentOf(rollingBack(options)) });
}

function agentOf<Out>(options: ToolAgentOptions<Out>): Agent<AgentInput, Out> {
  const setting = settingOf(options);
  const { name, version, description, toolbox, compensate } = setting;

  const agent: Agent<AgentInput, Out> = pattern(
    { name, version, description, input: agentInput },
    async (input, scope) => {
      const request = asRequest(input);
      const tools = await toolbox.open(scope);
      const thread = await openThread(scope, name, options.memory, request);
      const talk = createConversation(setting.instructions, thread.loaded);
      talk.add(toMessage(request));
      const effects: Effected[] = [];
      try {
        const answer = await solve(scope, talk, tools, effects, setting);
        await thread.append(talk.said);
        return answer;
      } catch (thrown) {
        const error = toAshlarError(thrown);
        if (scope.signal.aborted || !wantsUndo(compensate, error)) throw error;
        throw await undone(scope, effects, error, compensate);
      }
    },
  );
  // Checked when it was read: a schema that changes values would not take them twice.
  return options.output === undefined ? agent : Object.assign(agent, { output: options.output });
}

/** The loop: until there is an answer and nobody has anything to add. */
async function solve<Out>(
  scope: Scope,
  talk: Conversation,
  tools: OpenToolbox,
  effects: Effected[],
  setting: AgentSetting<Out>,
): Promise<Out> {
  const { limits, compaction } = setting;
  const guard = createLoopGuard(limits.repeats);
  const patience = createPatience(setting.name, limits.reasks);
  const shorten = compaction && (() => compact(scope, talk, compaction));
  let answer: { readonly value: Out } | undefined;
  let mustAnswer = false;

  for (let turn = 0; ; turn += 1) {
    const news = await scope.inbox();
    if (answer !== undefined && news.length === 0) return answer.value;
    talk.steer(news);
    answer = undefined;
    if (turn === limits.turns) throw tooManyTurns(setting.name, turn);
    if (compaction !== undefined && talk.tokens() > compaction.aboveTokens) await shorten?.();

    const thought = await think(scope, talk, { setting, tools, mustAnswer, shorten });
    const read = await readThought(thought, setting);
    mustAnswer = read.status === 'wordy';

    if (read.status === 'answered') {
      talk.add(read.message);
      answer = read;
      // Should somebody add something, or the memory fail, this is what there is.
      scope.partial(answer.value);
    } else if (read.status === 'acting') {
      const called = await callAll(scope, read.calls, { guard, tools, effects, setting });
      talk.add(read.message, user(resultsOf(read.calls, called)));
      if (setting.answer === undefined) scope.partial(workSoFar(read.message, read.calls, called));
      if (called.every(({ unusable }) => unusable)) patience.lose('none of its calls fits');
      else patience.regain();
    } else {
      talk.add(...read.reply);
      patience.lose(read.problem, read.error);
    }
  }
}

function tooManyTurns(agent: string, turns: number): Error {
  return stopped(
    'steps',
    `${agent} had ${turns} turns and no answer: allow more with limits.turns.`,
  );
}
