import { bedrock } from '@ashlar/bedrock';

/**
 * What the live suite runs on: an account of AWS, found the way every AWS tool finds it. Models and resources of your own by environment
 * variable; what is not named is skipped, and says so.
 */
export interface LiveSettings {
  readonly chat: string;
  readonly embedder: string;
  readonly reranker: string;
  /** `id:version` of a guardrail that anonymises addresses and allows the rest. */
  readonly guardrail: string | undefined;
  /** Id of a knowledge base with text about anything. */
  readonly knowledgeBase: string | undefined;
  /** Dollars for the whole suite. */
  readonly usd: number;
}

const { env } = process;

/** Why nothing runs; `undefined` when it does. */
export const asleep: string | undefined =
  env.ASHLAR_LIVE !== '1'
    ? 'asleep: set ASHLAR_LIVE=1 with an account of AWS. It asks real models for at most ASHLAR_LIVE_USD dollars (default 0.25).'
    : await missing();

/** What there is of an account: looked for where the SDK looks, and nothing is sent to a model. */
async function missing(): Promise<string | undefined> {
  const connection = bedrock();
  try {
    const { config } = await connection.client();
    await config.region();
    if (env.AWS_BEARER_TOKEN_BEDROCK === undefined) await config.credentials();
    return undefined;
  } catch (error) {
    return `asleep: there is no account of AWS here (${error instanceof Error ? error.message : error}).`;
  } finally {
    connection.close();
  }
}

export const settings: LiveSettings = {
  chat: env.ASHLAR_LIVE_CHAT ?? 'us.amazon.nova-lite-v1:0',
  embedder: env.ASHLAR_LIVE_EMBEDDER ?? 'amazon.titan-embed-text-v2:0',
  reranker: env.ASHLAR_LIVE_RERANKER ?? 'amazon.rerank-v1:0',
  guardrail: env.ASHLAR_LIVE_GUARDRAIL,
  knowledgeBase: env.ASHLAR_LIVE_KNOWLEDGE_BASE,
  usd: Number(env.ASHLAR_LIVE_USD ?? '0.25'),
};
