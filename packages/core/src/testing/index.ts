export { type FakeClock, type FakeClockOptions, fakeClock } from './fake-clock.ts';
export { ConflictError, type MemoryLog, memoryLog } from './memory-log.ts';
export { type MemoryStore, memoryStore, type StoreFault } from './memory-store.ts';
export { byWords, type Chunks } from './model/reply-parts.ts';
export type {
  Script,
  ScriptedCall,
  ScriptedFailure,
  ScriptedReply,
  ScriptedStep,
} from './model/script.ts';
export type { ScriptedCallRecord } from './model/scripted-call.ts';
export {
  type ScriptedModel,
  type ScriptedModelOptions,
  scriptedModel,
} from './model/scripted-model.ts';
