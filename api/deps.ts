import type { WebhookSettings } from '../src/events/postEvent.js';
import type { Hono } from 'hono';
import type { KeyRing } from '../src/auth/keys/keyRing.js';
import type { Mailer } from '../src/emails/deliverEmail.js';
import type { MailSink } from '../src/embedded/mailbox/mailSink.js';
import type { Clock } from '../src/platform/clock.js';
import type { ResolveTxt } from '../src/platform/mail/resolveTxt.js';
import type { SecretBox } from '../src/platform/secretBox.js';
import type { Sql } from '../src/platform/sql/sql.js';
import type { Instruments } from '../src/platform/telemetry/instruments.js';
import type { Log } from '../src/platform/telemetry/log.js';
import type { Tracing } from '../src/platform/telemetry/tracing.js';
import type { Payments } from '../src/providers/createPayments.js';
import type { GateSettings } from './public/gate/gate.js';
import type { CheckFile } from './web/request/checkFile.js';

/** The test clock, in the sandbox only. */
export interface SandboxControl {
  now(): number;
  /** Advances the clock to then; settled if no work is left up to then. */
  advance(to: number): Promise<{ readonly settled: boolean }>;
}

export interface Health {
  /**
   * `missing`: what the process needs and cannot reach, such as `database` or `temporal`. `troubles`: failures of other
   * processes, such as `mail` or `scheduler`, which do not make this process unready.
   */
  ready(): Promise<{
    readonly ok: boolean;
    readonly missing: readonly string[];
    readonly troubles?: readonly string[];
  }>;
}

/** What the routes need from the process. */
export interface AppDeps {
  readonly sql: Sql;
  /** The business's time. */
  readonly clock: Clock;
  readonly keyRing: KeyRing;
  readonly secrets: SecretBox;
  /** The payment providers this server can work with. */
  readonly payments: Payments;
  /** How events are sent to the endpoints of owners. */
  readonly webhooks: WebhookSettings;
  /** For test emails; all others are stored, and the scheduler sends them. */
  readonly mailer: Pick<Mailer, 'transport' | 'from'>;
  /** Whether emails to non-ASCII addresses can be sent; true if omitted. */
  readonly supportsSmtpUtf8?: () => Promise<boolean>;
  /** Signals an account's workflow to assess, after a commit. Does not wait and never fails. */
  readonly wakeAccount: (accountId: string, isUrgent?: boolean) => void;
  /** Subscribes the gate to changes of host states. */
  readonly subscribeGate: GateSettings['subscribe'];
  /** Proxies whose X-Forwarded-For is trusted, as addresses or networks. */
  readonly trustedProxies: readonly string[];
  /** The public address, without a trailing slash. */
  readonly baseUrl: () => string;
  /** Resolves TXT records; with the machine's own name servers if omitted. */
  readonly resolveTxt?: ResolveTxt | undefined;
  /** The address at which web servers reach the gate's own process; null if unknown. */
  readonly gateUrl?: () => string | null;
  /** The kinds of connectors that the operator has set up. */
  readonly connectorKinds: ReadonlySet<string>;
  /** Null if the address of the Web UI is unknown. */
  readonly temporalUiUrl: string | null;
  readonly temporalNamespace: string;
  /** Null if emails go to a real mail server. */
  readonly mailbox: MailSink | null;
  readonly sandbox: SandboxControl | null;
  /** Parses uploaded data in its own thread, so it blocks no other request. */
  readonly checkFile: CheckFile;
  readonly health: Health;
  readonly instruments: Instruments;
  /** Absent when tracing is off. */
  readonly tracing?: Tracing | undefined;
  /** The token for reading metrics; null allows every request from this machine. */
  readonly metricsToken: string | null;
  readonly log: Log;
}

export type App = Pick<Hono, 'fetch' | 'request'>;
