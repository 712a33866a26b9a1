import type { ChatModel, ChatRequest } from '../../chat.ts';
import type { OtherPart } from '../../message.ts';
import type { Script } from '../model/script.ts';
import type { ScriptedModel } from '../model/scripted-model.ts';

/**
 * Makes the model under test with `backend` behind it: a wrapper wraps it, an adapter is pointed at a server that
 * answers what `backend` answers. What comes through must be what the backend said.
 */
export type OpenChatModel = (backend: ScriptedModel) => ChatModel | Promise<ChatModel>;

export interface ChatModelContractOptions {
  /** A part that core has no name for and that this model carries. @default one of vendor `test`; null: it carries none */
  readonly otherPart?: OtherPart | null;
  /** Whether the first text reaches the consumer before the backend is done. @default true */
  readonly streamsEarly?: boolean;
}

/** What the checks share. */
export interface ChatModelCase {
  open(script: Script): Promise<{ readonly model: ChatModel; readonly backend: ScriptedModel }>;
  readonly request: ChatRequest;
  readonly options: ChatModelContractOptions;
}
