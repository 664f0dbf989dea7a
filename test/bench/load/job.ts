/** The request to the load program and its response; both go between processes as JSON. */
export interface LoadJob {
  readonly task: LoadTask;
  /** How many ask at once, each waiting for its answer before it asks again. */
  readonly concurrency: number;
  readonly seconds: number;
  /** Between an answer and the caller's next request; none when left out. */
  readonly pauseMs?: number;
}

export type LoadTask =
  | (HttpTarget & { readonly kind: 'payments'; readonly accountIds: readonly string[]; readonly run: string })
  | (HttpTarget & { readonly kind: 'usage' } & UsageBatches)
  | (HttpTarget & { readonly kind: 'accounts'; readonly planId: string; readonly run: string })
  | { readonly kind: 'gate'; readonly port: number; readonly hosts: readonly string[] }
  | ({ readonly kind: 'logins'; readonly port: number } & LoginTarget)
  | {
      readonly kind: 'payments floor';
      readonly databaseUrl: string;
      readonly siteId: string;
      readonly accountIds: readonly string[];
      readonly run: string;
    }
  | ({ readonly kind: 'usage floor'; readonly databaseUrl: string; readonly siteId: string } & UsageBatches);

export interface LoginTarget {
  readonly slug: string;
  readonly email: string;
  readonly password: string;
}

interface HttpTarget {
  readonly port: number;
  readonly apiKey: string;
}

export interface UsageBatches {
  /** Makes the ids of this run's events its own. */
  readonly run: string;
  readonly sites: readonly string[];
  readonly batchSize: number;
  /** Instant (epoch milliseconds) of the first event. */
  readonly from: number;
  /** Goes round after so many batches: everything is then sent again. */
  readonly batches?: number;
}

export interface LoadOutcome {
  readonly done: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failed: number;
  readonly firstFailure?: string;
}

/** One unit of work, made ready per caller: sends the given request and says what went wrong, if anything. */
export interface Caller {
  readonly call: (index: number) => Promise<string | undefined>;
  readonly close: () => void;
}
