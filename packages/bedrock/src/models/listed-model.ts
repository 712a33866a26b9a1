/** Models that an account was offered on a day, in one or several regions. */
export interface ModelList {
  /** ISO date on which it was asked for. */
  readonly asOf: string;
  readonly source: string;
  readonly models: readonly ListedModel[];
}

/** A model as the control plane lists it. */
export interface ListedModel {
  readonly id: string;
  readonly provider?: string;
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly streaming?: boolean;
  readonly lifecycle?: 'active' | 'legacy';
  /** ISO date from which it is no longer served. */
  readonly endOfLife?: string;
  /** Whether it is served under its plain id. */
  readonly onDemand?: boolean;
  /** Inference profiles that serve it. */
  readonly profiles?: readonly string[];
}
