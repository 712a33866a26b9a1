import { AshlarError } from '@ashlar/core';

declare module '@ashlar/core' {
  interface ErrorFacts {
    /** A part of LangChain, or what is asked of it, has something that the other side has no word for. */
    'langchain.unsupported': { readonly of: string; readonly what: string };
    /** LangChain or the client inside would repeat failed calls where nobody can count them. */
    'langchain.retries': { readonly of: string; readonly where: string; readonly retries: number };
  }
  interface ModelFacts {
    /** What of a request LangChain cannot carry. */
    readonly feature?: string;
  }
}

/** The error for something that cannot pass between the two vocabularies. */
export function unsupported(
  of: string,
  what: string,
  instead: string,
): AshlarError<'langchain.unsupported'> {
  return new AshlarError('langchain.unsupported', `${of} cannot be used with ${what}: ${instead}`, {
    facts: { of, what },
  });
}

/** The error for a request that LangChain would send without a part of it. Nothing was sent. */
export function cannotCarry(
  model: string,
  feature: string,
  instead: string,
): AshlarError<'model.unsupported'> {
  return new AshlarError(
    'model.unsupported',
    `The request to ${model} was not sent: LangChain cannot carry ${feature}. ${instead}`,
    { facts: { model, feature } },
  );
}
