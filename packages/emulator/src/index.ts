export type { AuthOptions } from './auth/check-auth.ts';
export { type Emulator, emulator } from './emulator.ts';
export {
  type Fault,
  type FaultRule,
  failWith,
  type StreamException,
  throttle,
} from './faults/fault.ts';
export type { FaultPlan } from './faults/fault-plan.ts';
export type { SeededFaults } from './faults/seeded-faults.ts';
export type { BlockedMessages } from './guardrail/guardrail.ts';
export type { DocumentSource, SourceDocument } from './knowledge/document.ts';
export { offline } from './offline/offline.ts';
export {
  type OfflineModelOptions,
  type OfflineRule,
  offlineModel,
} from './offline/offline-model.ts';
export type { Asker, EmulatorOptions, EngineFor, Wanted } from './options.ts';
export type { SigningCredentials } from './proxy/forward.ts';
export {
  type RecordingProxy,
  type RecordingProxyOptions,
  recordingProxy,
} from './proxy/recording-proxy.ts';
export type { RequestRecord } from './request-log.ts';
export type { Certificate } from './tls/self-signed.ts';
export type { UpstreamOptions } from './upstream/endpoint.ts';
export { upstream } from './upstream/upstream.ts';
export { type UpstreamEmbedderOptions, upstreamEmbedder } from './upstream/upstream-embedder.ts';
export type { Lack, ModelLimits } from './validate/model-limits.ts';
