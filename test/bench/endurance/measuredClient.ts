import { type Response, type Ask, Client } from '../../simulation/chaos/population/client.js';
import type { Tally } from './tally.js';

const TIMEOUT_MS = 10_000;

/** The population's client, timed: each request must be answered at its first try, and by what it may be answered with. */
export class MeasuredClient extends Client {
  private readonly tally: Tally;
  private readonly base: string;
  private readonly key: string;

  constructor(url: string, apiKey: string, tally: Tally) {
    super(url, apiKey);
    this.tally = tally;
    this.base = url;
    this.key = apiKey;
  }

  override async ask(ask: Ask, isOver: () => boolean): Promise<Response | undefined> {
    const kind = kindOf(ask);
    const began = performance.now();
    try {
      const { status, body } = await this.once(ask);
      if (status < 300 || status === 409) {
        this.tally.note(kind, performance.now() - began);
        return { status, body, wasInDoubt: false };
      }
      this.tally.fail(kind, `${ask.path} was answered ${status} ${JSON.stringify(body)}`);
      if (status < 500) return { status, body, wasInDoubt: false };
    } catch (error) {
      this.tally.fail(kind, `${ask.path}: ${String(error)}`);
    }
    // The journal must know what came of it, so that the checker at the end judges what is so.
    const answer = await super.ask(ask, isOver);
    return answer === undefined ? undefined : { ...answer, wasInDoubt: true };
  }

  private async once({ method, path, body, key }: Ask): Promise<Omit<Response, 'wasInDoubt'>> {
    const response = await fetch(`${this.base}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.key}`,
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
}

function kindOf({ method, path, body }: Ask): string {
  const last = path.split('/').at(-1) ?? '';
  if (method === 'GET') return 'account read';
  if (method === 'PATCH') return body instanceof Object && 'plans' in body ? 'plan change' : 'limit change';
  const [kind] = { payments: ['payment'], usage: ['usage batch'] }[last] ?? ['other acts'];
  return kind ?? 'other acts';
}
