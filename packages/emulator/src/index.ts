export { type Emulator, emulator } from './emulator.ts';
export {
  type Fault,
  type FaultRule,
  failWith,
  type StreamException,
  throttle,
} from './faults/fault.ts';
export { offline } from './offline/offline.ts';
export {
  type OfflineModelOptions,
  type OfflineRule,
  offlineModel,
} from './offline/offline-model.ts';
export type { EmulatorOptions, EngineFor, Wanted } from './options.ts';
export type { RequestRecord } from './request-log.ts';
export type { UpstreamOptions } from './upstream/endpoint.ts';
export { upstream } from './upstream/upstream.ts';
export { type UpstreamEmbedderOptions, upstreamEmbedder } from './upstream/upstream-embedder.ts';
