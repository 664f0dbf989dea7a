import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MailTransport } from '../mail/mailTransport.js';

/** What a process counts of its own doing. Every label is of a closed set: nothing a caller made up becomes one. */
export interface Instruments {
  readonly registry: Registry;
  /** A request that was answered; `route` is the pattern it fell to. */
  http(request: { method: string; route: string; status: number; seconds: number }): void;
  /** A letter that was given to the mail server, and what that made of it. */
  mail(letter: string, outcome: string): void;
  /** An order to a connector, and what came of it. */
  connector(kind: string, outcome: string): void;
  /** A round of the relay that is over. */
  round(name: string, seconds: number, isDone: boolean): void;
  /** An activity of an account's workflow that is over. */
  act(name: string, seconds: number, outcome: 'done' | 'failed'): void;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** @param withProcess also what Node knows of the process: memory, event loop, garbage collection. Once a process. */
export function createInstruments({ withProcess }: { readonly withProcess: boolean }): Instruments {
  const registry = new Registry();
  if (withProcess) collectDefaultMetrics({ register: registry });
  const made = { ...doorsIn(registry), ...backstageIn(registry) };
  return {
    registry,
    http: ({ method, route, status, seconds }) => {
      const known = METHODS.has(method) ? method : 'other';
      made.requests.inc({ method: known, route, status });
      made.requestSeconds.observe({ method: known, route }, seconds);
    },
    mail: (letter, outcome) => made.mails.inc({ letter, outcome }),
    connector: (connector, outcome) => made.orders.inc({ connector, outcome }),
    round: (round, seconds, isDone) => {
      made.roundSeconds.set({ round }, seconds);
      if (isDone) made.roundDone.setToCurrentTime({ round });
      else made.roundFailures.inc({ round });
    },
    act: (act, seconds, outcome) => {
      made.acts.inc({ act, outcome });
      made.actSeconds.observe({ act }, seconds);
    },
  };
}

function doorsIn(registry: Registry) {
  const registers = [registry];
  return {
    requests: new Counter({
      name: 'sitetab_http_requests_total',
      help: 'Requests that were answered: API, pages, gate, webhooks.',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'sitetab_http_request_seconds',
      help: 'How long requests took.',
      labelNames: ['method', 'route'],
      buckets: SECONDS,
      registers,
    }),
  };
}

function backstageIn(registry: Registry) {
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: string[]): Counter =>
    new Counter({ name, help, labelNames, registers });
  const gauge = (name: string, help: string, labelNames: string[]): Gauge =>
    new Gauge({ name, help, labelNames, registers });
  return {
    mails: counter(
      'sitetab_mail_total',
      'Letters given to the mail server, by kind and what it made of them.',
      ['letter', 'outcome'],
    ),
    orders: counter(
      'sitetab_connector_orders_total',
      'Orders to connectors, by kind and what came of them.',
      ['connector', 'outcome'],
    ),
    roundSeconds: gauge('sitetab_relay_round_seconds', 'How long the last round took.', ['round']),
    roundDone: gauge('sitetab_relay_round_done_timestamp_seconds', 'When a round was last done.', ['round']),
    roundFailures: counter('sitetab_relay_round_failures_total', 'Rounds of the relay that failed.', [
      'round',
    ]),
    acts: counter('sitetab_acts_total', "What accounts' workflows had done, by act.", ['act', 'outcome']),
    actSeconds: new Histogram({
      name: 'sitetab_act_seconds',
      help: 'How long acts took.',
      labelNames: ['act'],
      buckets: SECONDS,
      registers,
    }),
  };
}

/** The transport, with what becomes of each letter counted. */
export function countMail(transport: MailTransport, instruments: Instruments): MailTransport {
  return {
    server: transport.server,
    close: () => transport.close(),
    send: async (mail) => {
      const outcome = await transport.send(mail);
      const letter = mail.headers?.['X-Sitetab-Letter'] ?? 'other';
      if (outcome.outcome !== 'refused') instruments.mail(letter, outcome.outcome);
      else instruments.mail(letter, outcome.permanent ? 'refused_for_good' : 'refused_for_now');
      return outcome;
    },
  };
}
