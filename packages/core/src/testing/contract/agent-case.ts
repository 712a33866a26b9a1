import type { Agent, RunOptions } from '../../agent.ts';
import type { Approval } from '../../approval.ts';

/** The agent as a new process builds it: with models and tools that answer from their input alone. */
export interface OpenedAgent<I = unknown, O = unknown> {
  readonly agent: Agent<I, O>;
  readonly input: I;
  /** Principal and the like; id, journal, signal and budget are the contract's. */
  readonly options?: Omit<RunOptions, 'id' | 'journal' | 'signal' | 'budget' | 'decisions'>;
}

export type OpenAgent = () => OpenedAgent | Promise<OpenedAgent>;

export interface AgentContractOptions {
  /** Whether an approval that the agent asks for is given. @default all are */
  readonly approves?: (approval: Approval) => boolean;
  /** Whether two values of two fresh runs are the same. @default equal as JSON */
  readonly same?: (a: unknown, b: unknown) => boolean;
  /** How many appends and effects are tried at most, spread over the run. @default 25 */
  readonly sample?: number;
  /** Decides on shuffled delays. @default 1 */
  readonly seed?: number;
}
