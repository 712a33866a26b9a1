import type { CheckStage, Origin, Part } from '@ashlar/core';

/** A part, who made it and at which stage it is looked at. */
export interface GivenPart {
  readonly part: Part;
  readonly origin: Origin;
  readonly stage: CheckStage;
  /** What verdicts call it. */
  readonly index: number;
}
