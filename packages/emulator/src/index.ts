export { type Emulator, emulator } from './emulator.ts';
export {
  type Fault,
  type FaultRule,
  failWith,
  type StreamException,
  throttle,
} from './faults/fault.ts';
export type { EmulatorOptions, EngineFor, Wanted } from './options.ts';
export type { RequestRecord } from './request-log.ts';
