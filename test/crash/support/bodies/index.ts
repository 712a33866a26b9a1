import type { Bodies } from '../parts.ts';
import type { World } from '../world.ts';
import { concurrentBodies } from './concurrent.ts';
import { flowBodies } from './flow.ts';
import { nestedBodies } from './nested.ts';
import { toolAgentBodies } from './tool-agents.ts';

/** Every body of the proof, by name. */
export function allBodies(world: World): Bodies {
  return {
    ...flowBodies(world),
    ...concurrentBodies(world),
    ...nestedBodies(world),
    ...toolAgentBodies(world),
  };
}
