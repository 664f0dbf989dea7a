import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MailTransport } from '../mail/mailTransport.js';

/** The metrics of one process. Every label has a closed set of values; input from a caller never becomes one. */
export interface Instruments {
  readonly registry: Registry;
  /** A request with its response; `route` is the pattern it matched. */
  http(request: { method: string; route: string; status: number; seconds: number }): void;
  /** An email that was passed to the mail server, and the outcome. */
  mail(kind: string, outcome: string): void;
  /** A command to a connector, and the outcome. */
  connector(kind: string, outcome: string): void;
  /** A finished run of a job. */
  job(name: string, seconds: number, isDone: boolean): void;
  /** A finished activity of an account's workflow. */
  activity(name: string, seconds: number, outcome: 'done' | 'failed'): void;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** @param withProcess also Node's metrics of the process: memory, event loop, garbage collection. Once per process. */
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
    mail: (kind, outcome) => made.mails.inc({ kind, outcome }),
    connector: (connector, outcome) => made.commands.inc({ connector, outcome }),
    job: (job, seconds, isDone) => {
      made.jobSeconds.set({ job }, seconds);
      if (isDone) made.jobDone.setToCurrentTime({ job });
      else made.jobFailures.inc({ job });
    },
    activity: (activity, seconds, outcome) => {
      made.activities.inc({ activity, outcome });
      made.activitySeconds.observe({ activity }, seconds);
    },
  };
}

function doorsIn(registry: Registry) {
  const registers = [registry];
  return {
    requests: new Counter({
      name: 'sitetab_http_requests_total',
      help: 'HTTP requests by method, route and status.',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'sitetab_http_request_duration_seconds',
      help: 'Duration of HTTP requests.',
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
      'Emails given to the mail server, by kind and what it made of them.',
      ['kind', 'outcome'],
    ),
    commands: counter(
      'sitetab_connector_commands_total',
      'Commands sent to connectors, by kind and outcome.',
      ['connector', 'outcome'],
    ),
    jobSeconds: gauge('sitetab_job_duration_seconds', 'Duration of the last run of a periodic job.', ['job']),
    jobDone: gauge(
      'sitetab_job_last_success_timestamp_seconds',
      'Time of the last successful run of a periodic job.',
      ['job'],
    ),
    jobFailures: counter('sitetab_job_failures_total', 'Failed runs of periodic jobs.', ['job']),
    activities: counter('sitetab_activities_total', 'Workflow activities by name and outcome.', [
      'activity',
      'outcome',
    ]),
    activitySeconds: new Histogram({
      name: 'sitetab_activity_duration_seconds',
      help: 'Duration of workflow activities.',
      labelNames: ['activity'],
      buckets: SECONDS,
      registers,
    }),
  };
}

/** The transport, with the outcome of each email counted. */
export function countMail(transport: MailTransport, instruments: Instruments): MailTransport {
  return {
    server: transport.server,
    close: () => transport.close(),
    send: async (mail) => {
      const outcome = await transport.send(mail);
      const kind = mail.headers?.['X-Sitetab-Email'] ?? 'other';
      if (outcome.outcome !== 'refused') instruments.mail(kind, outcome.outcome);
      else instruments.mail(kind, outcome.permanent ? 'refused_for_good' : 'refused_for_now');
      return outcome;
    },
  };
}
