import type { Agent, RunOptions } from '@ashlar/core';
import type { Account } from '../../packages/core/src/kernel/account.ts';
import { PARENT, type ParentTicket } from '../../packages/core/src/kernel/hidden-options.ts';

export type { Account };

/** An agent that shows the accounts of whoever runs it: what is held has no public face. */
export function accountsOf(show: (account: Account) => void): Agent<null, null> {
  return {
    name: 'probe',
    version: '1',
    description: 'Shows accounts.',
    run(_, options) {
      const { execution } = (options as RunOptions & { readonly [PARENT]: ParentTicket })[PARENT]
        .inside;
      for (let at: Account | undefined = execution.account; at !== undefined; at = at.parent) {
        show(at);
      }
      const usage = { calls: [], inputTokens: 0, outputTokens: 0, steps: 0, usd: 0 };
      return {
        id: 'probe',
        outcome: Promise.resolve({ status: 'completed', value: null, usage, abandoned: [] }),
        value: async () => null,
        abort() {},
        async *[Symbol.asyncIterator]() {},
      };
    },
  };
}
