import type {
  AudioPart,
  CachePointPart,
  ChatFeature,
  DocumentPart,
  ImagePart,
  Json,
  Part,
  ReasoningPart,
  VideoPart,
} from '@ashlar/core';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { bedrockDialect } from './bedrock-dialect.ts';
import { standardDialect } from './standard-dialect.ts';

/** A content block of LangChain. */
export interface Block {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** How one family of integrations writes what LangChain has no common word for. `undefined`: it has none. */
export interface Dialect {
  features(model: BaseChatModel): readonly ChatFeature[];
  image(part: ImagePart): Block | undefined;
  audio(part: AudioPart): Block | undefined;
  video(part: VideoPart): Block | undefined;
  document(part: DocumentPart): Block | undefined;
  cachePoint(part: CachePointPart): Block | undefined;
  reasoning(part: ReasoningPart): Block | undefined;
  /** Whether blocks that nobody here knows go back as they came. */
  readonly repeatsUnknown: boolean;
  /** Whether text may follow tool results in one turn of the user. */
  readonly textAfterResults: boolean;
  /** Reads a block that only this family has. */
  read(block: Block): Part | undefined;
  /** A tool choice by name. */
  choose(tool: string): unknown;
  /** Whether the API can be told to call no tool. */
  readonly none: unknown;
  /** Call options that carry metadata to the service. */
  metadata(entries: Readonly<Record<string, string>>): Readonly<Record<string, Json>>;
  /** What is wrong with a call option of the user's; undefined when nothing is. */
  problem(option: string, model: BaseChatModel): string | undefined;
}

export function dialectOf(model: BaseChatModel): Dialect {
  return model._llmType() === 'chat_bedrock_converse' ? bedrockDialect : standardDialect;
}
