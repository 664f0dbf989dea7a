import { setTimeout as delay } from 'node:timers/promises';

export interface Response {
  readonly status: number;
  readonly body: Record<string, unknown>;
  /** Whether an earlier try of the same request went out and nothing came back. */
  readonly wasInDoubt: boolean;
}

export interface Ask {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
  readonly key?: string;
}

const TIMEOUT_MS = 4_000;

/** A client as they should be: what was not answered is sent again with the same key, until it is. */
export class Client {
  /** Counted for the report. */
  readonly count = { answered: 0, again: 0, givenUp: 0 };
  private readonly url: string;
  private readonly apiKey: string;

  constructor(url: string, apiKey: string) {
    this.url = url;
    this.apiKey = apiKey;
  }

  /** Undefined: the outcome is unknown, because `isOver` ended the retries. */
  async ask(ask: Ask, isOver: () => boolean): Promise<Response | undefined> {
    for (let tries = 0; ; tries += 1) {
      const answer = await this.try(ask);
      if (answer !== undefined && answer.status < 500 && answer.status !== 429) {
        this.count.answered += 1;
        return { ...answer, wasInDoubt: tries > 0 };
      }
      if (isOver()) {
        this.count.givenUp += 1;
        return undefined;
      }
      this.count.again += 1;
      await delay(Math.min(1_000, 50 * 2 ** tries));
    }
  }

  private async try({ method, path, body, key }: Ask): Promise<Omit<Response, 'wasInDoubt'> | undefined> {
    try {
      const response = await fetch(`${this.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.apiKey}`,
          'content-type': 'application/json',
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      return { status: response.status, body: JSON.parse(text) as Record<string, unknown> };
    } catch {
      return undefined;
    }
  }
}
