import {
  type ChatResponse,
  freezeMessage,
  type Message,
  type Part,
  system,
  user,
} from '@ashlar/core';

/** The messages that the model is asked with. Whatever is added, they stay a history that every model takes. */
export interface Conversation {
  /** With the instructions. */
  messages(): readonly Message[];
  /** What was said in this run, uncompacted, for a memory. */
  readonly said: readonly Message[];
  /** About how many tokens the next request will have. */
  tokens(): number;
  add(...messages: readonly Message[]): void;
  /** Messages from outside, at a place where they split no call from its result. */
  steer(messages: readonly Message[]): void;
  /** Takes the model's own count of the last request. */
  count(response: ChatResponse): void;
  /** Turns without the instructions, for a compactor. */
  turns(): readonly Message[];
  replace(messages: readonly Message[]): void;
}

export function createConversation(
  instructions: string | undefined,
  loaded: readonly Message[],
): Conversation {
  const head: Message[] = instructions === undefined ? [] : [system(instructions)];
  let turns: Message[] = [];
  let said: Message[] = [];
  let counted = 0;
  let addedBytes = sizeOf(head);

  function add(...messages: readonly Message[]): void {
    for (const message of messages) {
      join(turns, message);
      join(said, message);
      addedBytes += sizeOf([message]);
    }
  }

  add(...loaded);
  said = [];
  return {
    messages: () => [...head, ...turns],
    get said() {
      return said;
    },
    tokens: () => counted + Math.ceil(addedBytes / BYTES_PER_TOKEN),
    add,
    steer(messages) {
      for (const { role, content } of messages) {
        const parts = content.filter(({ type }) => !OF_MODELS.includes(type));
        if (parts.length === 0) continue;
        if (role === 'system') head.push(system(parts));
        else add(user(parts));
      }
    },
    count({ calls }) {
      const served = calls.findLast(({ outcome }) => outcome === 'served');
      if (served === undefined) return;
      const { inputTokens, outputTokens, cacheReadTokens = 0, cacheWriteTokens = 0 } = served;
      counted = inputTokens + cacheReadTokens + cacheWriteTokens + outputTokens;
      addedBytes = 0;
    },
    turns: () => turns,
    replace(messages) {
      turns = [];
      for (const message of messages) join(turns, freezeMessage(message));
      counted = 0;
      addedBytes = sizeOf([...head, ...turns]);
    },
  };
}

const BYTES_PER_TOKEN = 4;

/** What only a model says, or what only answers it: from outside it would break the history. */
const OF_MODELS: readonly Part['type'][] = ['tool-call', 'tool-result', 'reasoning'];

// Two messages of one role in a row are one turn; results of tools stand before what else is said in it.
function join(turns: Message[], message: Message): void {
  const last = turns.at(-1);
  if (last === undefined || last.role !== message.role || last.role === 'system') {
    turns.push(message);
  } else {
    const content = [...last.content, ...message.content];
    turns[turns.length - 1] = freezeMessage({ role: last.role, content });
  }
}

// Media have few tokens for their bytes; the model counts them with the next request.
function sizeOf(messages: readonly Message[]): number {
  const withoutMedia = (key: string, value: unknown) => (key === 'base64' ? '' : value);
  return messages.length === 0 ? 0 : JSON.stringify(messages, withoutMedia).length;
}
