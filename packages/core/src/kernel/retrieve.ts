import { AshlarError } from '../errors.ts';
import { toJson } from '../json/to-json.ts';
import type { Access } from '../principal.ts';
import type { Hit, Query, Retriever } from '../retriever.ts';
import type { RetrieveOptions } from '../scope.ts';
import { createCallContext } from './call-context.ts';
import { digestFields } from './digest.ts';
import { runEffect } from './effect.ts';
import { govern, outermost } from './govern.ts';
import type { ScopeState } from './scope-state.ts';

/** Finds passages on behalf of somebody; nobody is not everybody. */
export async function retrieve(
  scope: ScopeState,
  retriever: Retriever,
  query: Query | string,
  { key, access }: RetrieveOptions,
): Promise<readonly Hit[]> {
  const { execution } = scope;
  const granted = (): Access => access ?? execution.principal ?? missing(retriever.name);
  let asked: Query;
  let who: Access;
  const spec = {
    type: 'retrieve' as const,
    name: retriever.name,
    key,
    effect: 'read' as const,
    digest: () => {
      const what = `The query to ${retriever.name}`;
      asked =
        typeof query === 'string' ? { text: query } : (toJson(query, what) as unknown as Query);
      who = toJson(granted(), what) as unknown as Access;
      return digestFields({ query: asked, access: who }, what);
    },
    counts: true,
  };
  const hits = await runEffect(scope, spec, async (inside) => {
    if ('unrestricted' in who) {
      execution.emit({ type: 'note', name: 'access.unrestricted', data: who.unrestricted });
    }
    const governed = govern(scope.policies, 'retriever', retriever);
    return governed.retrieve(asked, who, createCallContext(outermost(inside)));
  });
  return hits as unknown as readonly Hit[];
}

function missing(retriever: string): never {
  throw new AshlarError(
    'access.missing',
    `${retriever} was asked on nobody's behalf. Give the run a principal, or pass access: { unrestricted: 'why' }.`,
    { facts: { retriever } },
  );
}
