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
  /** Lets time pass until then; settled when nothing is left to do by then. */
  advance(to: number): Promise<{ readonly settled: boolean }>;
}

export interface Health {
  /**
   * What the process requires and cannot reach: `database`, `temporal` … And what other processes fail to do, which is
   * no reason to take this one out of service: `mail`, `scheduler` …
   */
  ready(): Promise<{
    readonly ok: boolean;
    readonly missing: readonly string[];
    readonly troubles?: readonly string[];
  }>;
}

/** What the doors need of the program they belong to. */
export interface AppDeps {
  readonly sql: Sql;
  /** The business's time. */
  readonly clock: Clock;
  readonly keyRing: KeyRing;
  readonly secrets: SecretBox;
  /** The payment providers this server can work with. */
  readonly payments: Payments;
  /** For test emails; all others are stored, and the scheduler sends them. */
  readonly mailer: Pick<Mailer, 'transport' | 'from'>;
  /** Whether addresses in other letters than ASCII can be written to; left out: yes. */
  readonly supportsSmtpUtf8?: () => Promise<boolean>;
  /** Tells an account's workflow to look again, after a commit; fire and forget. */
  readonly wakeAccount: (accountId: string, isUrgent?: boolean) => void;
  /** How the gate hears that a host's state has changed. */
  readonly subscribeGate: GateSettings['subscribe'];
  /** Proxies whose X-Forwarded-For is believed, as addresses or networks. */
  readonly trustedProxies: readonly string[];
  /** Where this is reached from outside, without a slash at the end. */
  readonly baseUrl: () => string;
  /** How records of a domain are looked up; by the machine's own name servers when left out. */
  readonly resolveTxt?: ResolveTxt | undefined;
  /** The address at which web servers reach the gate's own process; null if unknown. */
  readonly gateUrl?: () => string | null;
  /** The kinds of connectors that the operator has set up. */
  readonly connectorKinds: ReadonlySet<string>;
  /** Null where the address of the Web UI is not known. */
  readonly temporalUiUrl: string | null;
  readonly temporalNamespace: string;
  /** Null where emails go to a real mail server. */
  readonly mailbox: MailSink | null;
  readonly sandbox: SandboxControl | null;
  /** Parses uploaded data in a thread of its own, where it blocks no other request. */
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
