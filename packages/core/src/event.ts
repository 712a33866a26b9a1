import type { Approval, Decision } from './approval.ts';
import type { Verdict } from './check.ts';
import type { ErrorRecord } from './errors.ts';
import type { Json } from './json/json.ts';
import type { Call } from './usage.ts';

/** Where and when. `seq` counts through the whole tree of runs without gaps, except where text deltas were joined. */
interface Stamp {
  readonly runId: string;
  readonly parentId?: string;
  /** Path of the scope, empty at the root. */
  readonly path: string;
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export type EffectName =
  | 'generate'
  | 'call'
  | 'embed'
  | 'rerank'
  | 'retrieve'
  | 'run'
  | 'check'
  | 'step'
  | 'inbox';

/** What happened, without the stamp. */
export type RunEventBody =
  | { readonly type: 'run.started'; readonly agent: string; readonly version: string }
  | { readonly type: 'run.finished'; readonly agent: string; readonly status: string }
  | {
      readonly type: 'effect.started';
      readonly effect: EffectName;
      readonly name: string;
      readonly id: string;
      /** Of a tool: what it is called with. */
      readonly input?: Json;
    }
  | {
      readonly type: 'effect.finished';
      readonly effect: EffectName;
      readonly name: string;
      readonly id: string;
      readonly replayed: boolean;
    }
  | {
      readonly type: 'effect.failed';
      readonly effect: EffectName;
      readonly name: string;
      readonly id: string;
      readonly replayed: boolean;
      readonly error: ErrorRecord;
    }
  | {
      readonly type: 'effect.abandoned';
      readonly effect: EffectName;
      readonly name: string;
      readonly id: string;
    }
  | { readonly type: 'text.delta'; readonly id: string; readonly text: string }
  | { readonly type: 'reasoning.delta'; readonly id: string; readonly text: string }
  | {
      readonly type: 'tool.delta';
      readonly id: string;
      readonly callId: string;
      readonly name: string;
      /** A piece of the arguments, as JSON text. It is not checked: what the tool is called with is shown when it starts. */
      readonly text: string;
    }
  | {
      readonly type: 'stream.restarted';
      readonly id: string;
      readonly attempt: number;
      readonly reason: string;
    }
  | { readonly type: 'question.answered'; readonly question: string; readonly how: string }
  | { readonly type: 'usage.recorded'; readonly call: Call }
  | {
      readonly type: 'budget.clamped';
      readonly id: string;
      readonly from: number | null;
      readonly to: number;
    }
  | {
      readonly type: 'budget.overshoot';
      readonly id: string;
      readonly limit: 'tokens' | 'cost';
      readonly by: number;
      /** Path of the run whose limit was passed. */
      readonly owner: string;
    }
  | { readonly type: 'approval.requested'; readonly approval: Approval }
  | { readonly type: 'approval.decided'; readonly decision: Decision }
  | { readonly type: 'check.verdict'; readonly verdict: Verdict }
  | {
      readonly type: 'control.applied';
      readonly action: 'paused' | 'resumed' | 'stopped' | 'steered';
    }
  | { readonly type: 'partial'; readonly value: Json }
  | {
      readonly type: 'warning';
      readonly code: 'decision.unused' | 'effect.ambiguous' | 'effect.floating' | 'listener.failed';
      readonly message: string;
    }
  | { readonly type: 'note'; readonly name: string; readonly data: Json };

/** The closed union of everything a watcher can see. Stable as JSON. */
export type RunEvent = Stamp & RunEventBody;
