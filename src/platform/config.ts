import { isIP } from 'node:net';
import { isAbsolute } from 'node:path';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { needsSmtpUtf8, parseEmailAddress } from './mail/emailAddress.js';
import { StartupFailure } from './processes/startupFailure.js';
import { temporalTargetFromEnv, type TemporalTarget } from './temporal/temporalTarget.js';

/** The settings from the environment. A missing one means an embedded service or a default value. */
export interface Config {
  /** The user's PostgreSQL; embedded if undefined. */
  databaseUrl: string | undefined;
  /** The maximum number of connections per process. */
  databaseConnectionsMax: number;
  /** The maximum number of queries sent on one connection before the first is answered. */
  databasePipelineMax: number;
  /** The user's Temporal; embedded if undefined. */
  temporal: TemporalTarget | undefined;
  /** The URL of its Web UI, for links. */
  temporalUiUrl: string | undefined;
  taskQueue: string;
  /** The user's mail server; the built-in mailbox if undefined. */
  smtpUrl: string | undefined;
  mailFrom: { name: string; address: string };
  /** The URLs of the payment providers' APIs, where they differ from the providers' own. */
  stripeApiUrl: string | undefined;
  mollieApiUrl: string | undefined;
  /** The URL of the service that checks VAT ids, where it differs from the EU's own. */
  viesApiUrl: string | undefined;
  /** The public URL, without a trailing slash; undefined means this machine and port. */
  baseUrl: string | undefined;
  /** Proxies whose X-Forwarded-For is trusted: addresses, or networks such as 10.0.0.0/8. */
  trustedProxies: readonly string[];
  /** The file that nginx includes in its map, and the command that reloads it; undefined where none is written. */
  mapFile: { readonly path: string; readonly reload?: readonly [string, ...string[]] } | undefined;
  /** The program that switches sites; undefined where there is none. */
  command: { readonly argv: readonly [string, ...string[]] } | undefined;
  host: string;
  port: number;
  /** The port of the gate's own process: 0 for none; undefined for the port after that of the pages. */
  gatePort: number | undefined;
  /** The bearer token that /metrics requires; without one, only this machine may read it. */
  metricsToken: string | undefined;
  /** Where a process serves its own metrics and health, apart from the pages; not served if undefined. */
  metricsPort: number | undefined;
  metricsHost: string;
  logLevel: string;
}

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const url = (protocols: readonly string[]): z.ZodType<string | undefined> =>
  z
    .string()
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol.slice(0, -1)), {
      message: `must be an address that starts with ${protocols.map((each) => `${each}://`).join(' or ')}`,
    })
    .optional();

const whole = (least: number, most: number, otherwise: number): z.ZodType<number, string | undefined> =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be a whole number from ${least} to ${most}`)
    .default(otherwise);

const isNetwork = (part: string): boolean =>
  part.includes('/') ? ipaddr.isValidCIDR(part) : ipaddr.isValid(part);

const networks = z
  .string()
  .default('')
  .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
  .refine(
    (list) => list.every((part) => isIP(part.replace(/\/.*$/, '')) !== 0 && isNetwork(part)),
    'must be a list of addresses or networks, such as 10.0.0.0/8, 192.0.2.7',
  );

/** A program and its arguments: words separated by spaces, or a JSON list where an argument contains a space. */
const argv = z
  .string()
  .transform((text, issues): [string, ...string[]] => {
    const words = text.trimStart().startsWith('[')
      ? jsonList(text)
      : text.split(/\s+/).filter((word) => word !== '');
    const [program, ...args] = words ?? [];
    if (program !== undefined && isAbsolute(program)) return [program, ...args];
    issues.addIssue({
      code: 'custom',
      message: 'must be a program by its whole path and its arguments, or a JSON list of these',
    });
    return z.NEVER;
  })
  .optional();

function jsonList(text: string): string[] | undefined {
  try {
    return z.array(z.string()).parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const schema = z.object({
  DATABASE_URL: url(['postgres', 'postgresql']),
  DATABASE_CONNECTIONS_MAX: whole(1, 1_000, 20),
  DATABASE_PIPELINE_MAX: whole(1, 1_000, 100),
  TEMPORAL_UI_URL: url(['http', 'https']),
  TEMPORAL_TASK_QUEUE: z.string().default('sitetab'),
  SMTP_URL: url(['smtp', 'smtps']),
  MAIL_FROM: z
    .string()
    .transform(parseNamedAddress)
    .refine((mailbox) => mailbox !== undefined, 'must be an email address, or a name followed by <address>')
    .default({ name: 'Sitetab', address: 'billing@localhost' }),
  BASE_URL: url(['http', 'https']),
  STRIPE_API_URL: url(['http', 'https']),
  MOLLIE_API_URL: url(['http', 'https']),
  VIES_API_URL: url(['http', 'https']),
  TRUSTED_PROXIES: networks,
  CONNECTOR_MAP_FILE: z.string().refine(isAbsolute, 'must be a whole path').optional(),
  CONNECTOR_MAP_RELOAD: argv,
  CONNECTOR_COMMAND: argv,
  HOST: z.string().default('127.0.0.1'),
  PORT: whole(0, 65_535, 3_000),
  GATE_PORT: whole(0, 65_535, -1),
  METRICS_TOKEN: z.string().min(16, 'must have 16 characters at least').optional(),
  METRICS_PORT: whole(0, 65_535, 0),
  METRICS_HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(LEVELS, `must be one of ${LEVELS.join(', ')}`).default('info'),
});

/** Reads the environment. Throws a StartupFailure that names the first invalid variable and what it must be. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  // `PORT=` in a compose file or a shell means the same as no PORT.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const read = schema.safeParse(given);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new StartupFailure(
      `${issue?.path.join('.') ?? 'The environment'} ${issue?.message ?? 'does not hold'}.`,
    );
  }
  const { data } = read;
  return {
    databaseUrl: data.DATABASE_URL,
    databaseConnectionsMax: data.DATABASE_CONNECTIONS_MAX,
    databasePipelineMax: data.DATABASE_PIPELINE_MAX,
    temporal: temporalTargetFromEnv(given),
    temporalUiUrl: data.TEMPORAL_UI_URL?.replace(/\/+$/, ''),
    taskQueue: data.TEMPORAL_TASK_QUEUE,
    smtpUrl: data.SMTP_URL,
    mailFrom: data.MAIL_FROM,
    stripeApiUrl: data.STRIPE_API_URL,
    mollieApiUrl: data.MOLLIE_API_URL,
    viesApiUrl: data.VIES_API_URL,
    baseUrl: data.BASE_URL?.replace(/\/+$/, ''),
    trustedProxies: data.TRUSTED_PROXIES,
    mapFile: mapFileOf(data.CONNECTOR_MAP_FILE, data.CONNECTOR_MAP_RELOAD),
    command: data.CONNECTOR_COMMAND === undefined ? undefined : { argv: data.CONNECTOR_COMMAND },
    host: data.HOST,
    port: data.PORT,
    gatePort: data.GATE_PORT === -1 ? undefined : data.GATE_PORT,
    metricsToken: data.METRICS_TOKEN,
    metricsPort: data.METRICS_PORT === 0 ? undefined : data.METRICS_PORT,
    metricsHost: data.METRICS_HOST,
    logLevel: data.LOG_LEVEL,
  };
}

function mapFileOf(path: string | undefined, reload: [string, ...string[]] | undefined): Config['mapFile'] {
  if (path !== undefined) return { path, ...(reload === undefined ? {} : { reload }) };
  if (reload === undefined) return undefined;
  throw new StartupFailure('CONNECTOR_MAP_RELOAD reloads the map file; set CONNECTOR_MAP_FILE, too.');
}

function parseNamedAddress(text: string): { name: string; address: string } | undefined {
  const [, name, bracketed] = /^(.*?)\s*<([^<>]+)>$/.exec(text.trim()) ?? [];
  const address = bracketed ?? text.trim();
  const email = parseEmailAddress(address);
  // A server without SMTPUTF8 would refuse every email.
  if (email === undefined || needsSmtpUtf8(email.address)) return undefined;
  return { name: (name ?? '').replace(/^"|"$/g, ''), address: email.address };
}
