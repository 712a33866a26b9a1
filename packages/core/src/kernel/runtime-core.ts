import type { Budget } from '../budget.ts';
import type { Clock } from '../clock.ts';
import type { JournalFactory } from '../journal.ts';
import type { Policy } from '../policy.ts';
import type { PromptCatalog } from '../prompt-catalog.ts';
import type { Signer } from '../signer.ts';
import type { Listener } from './event-bus.ts';
import type { Switchboard } from './switchboard.ts';

/** A runtime as the kernel sees it. */
export interface RuntimeCore {
  readonly journal: JournalFactory | undefined;
  /** Every one of them holds. */
  readonly budgets: readonly Budget[];
  /** The last one outermost. */
  readonly policies: readonly Policy[];
  readonly listeners: readonly Listener[];
  readonly clock: Clock;
  readonly signer: Signer | undefined;
  readonly prompts: PromptCatalog;
  readonly switchboard: Pick<Switchboard, 'enter' | 'leave' | 'gate'>;
}
