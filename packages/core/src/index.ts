export type { Agent, RunOptions } from './agent.ts';
export type {
  Answer,
  AnswerStep,
  Citation,
  Grounding,
  Precedence,
  Span,
} from './answer.ts';
export { type Abstain, type Answerer, abstain, isAbstain } from './answerer.ts';
export {
  type Approval,
  type ApprovalRequest,
  approvalDigest,
  type Decision,
  type DecisionVerdict,
  decide,
  isGenuine,
  type RulingOn,
} from './approval.ts';
export type { Archive } from './archive.ts';
export type { Budget, Remaining } from './budget.ts';
export { assistant, json, system, textOf, toolCallsOf, user } from './build-message.ts';
export type {
  ChatEvent,
  ChatFeature,
  ChatModel,
  ChatRequest,
  ChatResponse,
  ModelInfo,
  StopReason,
  ToolChoice,
  ToolDefinition,
  WrapperKind,
} from './chat.ts';
export { collect, eventsOf } from './chat-events.ts';
export type { Check, CheckContext, CheckStage, InspectedPart, Verdict } from './check.ts';
export { type Clock, systemClock } from './clock.ts';
export type { Compacted, CompactOptions, Compactor } from './compactor.ts';
export type { CallContext, Estimate, Meter, Reservation } from './context.ts';
export type { Control, Selector } from './control.ts';
export { deriveInfo } from './derive-info.ts';
export { detachedContext } from './detached-context.ts';
export type { Embedder, EmbedItem, EmbedOptions, EmbedResult } from './embedder.ts';
export {
  type AnyAshlarError,
  AshlarError,
  blocked,
  type ErrorCode,
  type ErrorFacts,
  type ErrorRecord,
  fromErrorRecord,
  isAshlarError,
  type ModelFacts,
  type StopCause,
  stopped,
  toAshlarError,
  toErrorRecord,
} from './errors.ts';
export type { EffectName, RunEvent, RunEventBody } from './event.ts';
export type { Filter } from './filter.ts';
export { freezeMessage } from './freeze.ts';
export { validateHistory } from './history.ts';
export type {
  Digest,
  Effect,
  Journal,
  JournalAddress,
  JournalFactory,
  JournalHost,
  JournalLog,
  JournalSession,
  JournalStore,
  RunHeader,
} from './journal.ts';
export { canonicalJson } from './json/canonical.ts';
export { type Coerced, type CoerceOptions, coerceJson } from './json/coerce.ts';
export type { Json, JsonObject, JsonSchema } from './json/json.ts';
export { NotJsonError } from './json/not-json-error.ts';
export { type RepairedJson, repairJson } from './json/repair.ts';
export type { Repair } from './json/repair-kind.ts';
export { type AnySchema, resolveRef } from './json/schema/resolve-ref.ts';
export { toJson } from './json/to-json.ts';
export { validateJson } from './json/validate.ts';
export { jsonSchema } from './json-schema.ts';
export { memoryJournal, type StoreJournalOptions, storeJournal } from './kernel/store-journal.ts';
export { joinLabels, type Label, type Origin } from './label.ts';
export { type LinkedAbort, linkAbort } from './link-abort.ts';
export type { LoadOptions, Memory, Thread } from './memory.ts';
export type {
  AudioPart,
  CachePointPart,
  DocumentPart,
  ImagePart,
  JsonPart,
  MediaSource,
  Message,
  ModelCitation,
  OtherPart,
  Part,
  ReasoningPart,
  Role,
  SearchResultPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  VideoPart,
} from './message.ts';
export type { Checkpoint, NestedPartial, Outcome } from './outcome.ts';
export type { PatternBody, PatternOptions } from './pattern.ts';
export { type PlacedSchema, placeSchema } from './place-schema.ts';
export type { Policy } from './policy.ts';
export { type Price, priceOf } from './price.ts';
export type { Access, Principal } from './principal.ts';
export type { PromptCatalog, PromptOverride } from './prompt-catalog.ts';
export {
  firstSure,
  type OnModelOptions,
  type Question,
  type QuestionOptions,
  question,
  type Rule,
  type RuleFunction,
} from './question.ts';
export type { RankedPassage, Reranker } from './reranker.ts';
export type { Hit, Query, Retriever } from './retriever.ts';
export type { Run } from './run.ts';
export { createRuntime, pattern, type Runtime, type RuntimeOptions, resume } from './runtime.ts';
export {
  describeIssues,
  type Schema,
  type SchemaIssue,
  type SchemaResult,
  toJsonSchema,
} from './schema.ts';
export type {
  Branch,
  CheckOptions,
  EffectOptions,
  GenerateOptions,
  NestedOptions,
  ParallelOptions,
  RetrieveOptions,
  Ruling,
  Scope,
  Settled,
  StepOptions,
} from './scope.ts';
export type { Example, Score } from './score.ts';
export { hmacSigner, type Signer } from './signer.ts';
export { checkStack, stack } from './stack.ts';
export { generateStructured, type StructuredRequest } from './structured.ts';
export type { EffectKind, Tool, ToolContext } from './tool.ts';
export { type Call, type CallOutcome, type FreeCall, toUsage, type Usage } from './usage.ts';
export { type WrapOptions, type Wrapper, wrapModel } from './wrap-model.ts';
