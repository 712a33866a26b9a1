import type { OperationSpec } from '../server/operation.ts';
import { agentConstraints } from './agent-constraints.ts';
import { agentShapes } from './agent-shapes.ts';
import { type Constraint, constraints } from './constraints.ts';
import { parseShapes, type Structure } from './shape.ts';
import { shapes } from './shapes.ts';

/** What one of the two services publishes about its requests. */
export interface ServiceModel {
  readonly structures: ReadonlyMap<string, Structure>;
  /** Limits by `Structure.member`. */
  readonly constraints: Readonly<Record<string, Constraint>>;
}

export const serviceModels: Readonly<Record<OperationSpec['service'], ServiceModel>> = {
  runtime: { structures: parseShapes(shapes), constraints },
  'agent-runtime': { structures: parseShapes(agentShapes), constraints: agentConstraints },
};
