import type {
  Client,
  ClientCapabilities,
  CreateMessageRequest,
  CreateMessageResult,
  ElicitRequest,
  ElicitResult,
  Root,
} from '@modelcontextprotocol/client';

/**
 * Answers to what a server may ask of its client. What is absent is not offered to the server, and refused when it asks all the same.
 * The params are the server's: show people who is asking, and give away nothing that was not meant for it.
 */
export interface McpAnswers {
  /** The server asks the user something in the middle of a call. */
  readonly elicit?: (params: ElicitRequest['params']) => Promise<ElicitResult>;
  /** The server asks for an answer of the host's model. It is on the host's bill: there is no budget around it. */
  readonly sample?: (params: CreateMessageRequest['params']) => Promise<CreateMessageResult>;
  /** The folders that the server is told to work in; nothing keeps it there. */
  readonly roots?: readonly Root[];
}

export function capabilitiesOf({ elicit, sample, roots }: McpAnswers): ClientCapabilities {
  return {
    ...(elicit !== undefined && { elicitation: { form: {} } }),
    ...(sample !== undefined && { sampling: {} }),
    ...(roots !== undefined && { roots: {} }),
  };
}

/** Registers the answers. For what has none the SDK answers that there is no such method. */
export function answerRequests(client: Client, { elicit, sample, roots }: McpAnswers): void {
  if (elicit !== undefined)
    client.setRequestHandler('elicitation/create', ({ params }) => elicit(params));
  if (sample !== undefined)
    client.setRequestHandler('sampling/createMessage', ({ params }) => sample(params));
  if (roots !== undefined) client.setRequestHandler('roots/list', () => ({ roots: [...roots] }));
}
