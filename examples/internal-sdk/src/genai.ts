import { type BedrockConnection, bedrock } from '@ashlar/bedrock';
import {
  type Agent,
  AshlarError,
  type ChatModel,
  createRuntime,
  type Principal,
  type Run,
  type RunOptions,
  type Runtime,
  storeJournal,
} from '@ashlar/core';
import { guard, length, pii, unicode } from '@ashlar/guardrails';
import { journalStore, type Store } from '@ashlar/storage';
import { approvedModel, type ModelName, requireApproved } from './models.ts';
import { teamBudget } from './team-budget.ts';

export interface GenAiOptions {
  readonly team: string;
  /** Where journals and budgets are kept; a PostgreSQL or Redis store in production. */
  readonly store: Store;
  /** What the team may spend in a month, in dollars. @default 100 */
  readonly monthlyUsd?: number;
  /** What one run may spend, in dollars. @default 1 */
  readonly runUsd?: number;
  /** @default Amazon Bedrock, with the credentials and the region of the environment */
  readonly connection?: BedrockConnection;
  /** As `2026-11`. @default the current month, UTC */
  readonly month?: string;
}

export interface GenAi {
  /** @throws policy.denied */
  model(name: ModelName): ChatModel;
  /** Makes a pattern that is governed wherever it runs. Give `run` a principal: it says whose journal it is. */
  readonly pattern: Runtime['pattern'];
  /** Runs an agent, whoever made it, for somebody of a tenant. */
  run<I, O>(
    agent: Agent<I, O>,
    input: I,
    options: RunOptions & { readonly principal: Principal },
  ): Run<O>;
  /** What the team has spent this month, in dollars. */
  spent(): Promise<number>;
}

export function genAi(options: GenAiOptions): GenAi {
  const { team, store, monthlyUsd = 100, runUsd = 1, connection = bedrock() } = options;
  const { month = new Date().toISOString().slice(0, 7) } = options;
  const budget = teamBudget(store, team, monthlyUsd, month);
  const checks = [length(), unicode(), pii()];

  const runtime = createRuntime({
    journal: storeJournal(journalStore(store)),
    budget: { usd: runUsd },
    listeners: [budget.listen],
    policy: {
      model(model) {
        requireApproved(model);
        return guard(budget.limit(model), { checks });
      },
      tool: (tool) => guard(tool, { checks }),
      retriever: (retriever) => guard(retriever, { checks }),
      embedder: ({ id }) => refuse('embedder', id),
      reranker: ({ id }) => refuse('reranker', id),
    },
  });
  const models = new Map<ModelName, ChatModel>();

  return {
    model(name) {
      const model = models.get(name) ?? approvedModel(name, connection);
      models.set(name, model);
      return model;
    },
    pattern: runtime.pattern,
    run: (agent, input, runOptions) => runtime.run(agent, input, runOptions),
    spent: budget.spent,
  };
}

function refuse(kind: string, name: string): never {
  throw new AshlarError(
    'policy.denied',
    `No ${kind} is approved yet; ask the platform team for ${name}.`,
    {
      facts: { kind, name },
    },
  );
}
