import { join } from 'node:path';
import { SEARCH_ATTRIBUTES } from '../../src/cli/program/signals.js';
import {
  connectSql,
  type MailSink,
  startMailSink,
  startPostgres,
  startTemporalDev,
} from '../../src/platform/index.js';
import type { Dice } from './dice.js';
import { Line } from './proxy.js';
import { Receiver } from './receiver.js';

type Postgres = Awaited<ReturnType<typeof startPostgres>>;
type Temporal = Awaited<ReturnType<typeof startTemporalDev>>;

/** What our programs work with: a database, Temporal, a mail server and the hosting, each behind a line that can fail. */
export interface Servers {
  readonly postgres: Kept<Postgres>;
  readonly temporal: Kept<Temporal>;
  readonly sink: MailSink;
  readonly receiver: Receiver;
  readonly lines: { readonly database: Line; readonly temporal: Line; readonly mail: Line };
  /** A database of its own, by its own address and by the one that leads over the bad line. */
  newDatabase(name: string): Promise<{ direct: string; lined: string }>;
  stop(): Promise<void>;
}

interface Server {
  readonly pid: number;
  readonly gone: Promise<string>;
  stop(): Promise<void>;
}

/** A server that is started again, on the same files and port, when it was killed. */
export class Kept<S extends Server> {
  current: S;
  private readonly start: (before: S | undefined) => Promise<S>;
  private starting: Promise<void> | undefined;

  private constructor(current: S, start: (before: S | undefined) => Promise<S>) {
    this.current = current;
    this.start = start;
  }

  static async start<S extends Server>(start: (before: S | undefined) => Promise<S>): Promise<Kept<S>> {
    return new Kept(await start(undefined), start);
  }

  signal(signal: NodeJS.Signals): void {
    try {
      process.kill(this.current.pid, signal);
    } catch {
      // It is gone already.
    }
  }

  /** Starts it again after it was killed; at once when somebody does so already. */
  restart(): Promise<void> {
    this.starting ??= this.again().finally(() => {
      this.starting = undefined;
    });
    return this.starting;
  }

  private async again(): Promise<void> {
    await this.current.gone;
    await this.current.stop();
    this.current = await this.start(this.current);
  }
}

export async function startServers(folder: string, dice: Dice): Promise<Servers> {
  const [postgres, temporal, sink, receiver] = await Promise.all([
    Kept.start<Postgres>((before) =>
      startPostgres({
        dataDir: join(folder, 'postgres'),
        ...(before === undefined ? {} : { port: before.port }),
      }),
    ),
    Kept.start<Temporal>((before) =>
      startTemporalDev({
        dataDir: join(folder, 'temporal'),
        namespace: 'default',
        searchAttributes: SEARCH_ATTRIBUTES,
        ...(before === undefined ? {} : { port: portOf(before.address), uiPort: portOf(before.uiUrl) }),
      }),
    ),
    startMailSink({ dataDir: join(folder, 'mail') }),
    Receiver.start(dice),
  ]);
  const [database, workflows, mail] = await Promise.all([
    Line.to(() => postgres.current.port),
    Line.to(() => portOf(temporal.current.address)),
    Line.to(() => portOf(sink.url)),
  ]);
  const lines = { database, temporal: workflows, mail };
  return {
    postgres,
    temporal,
    sink,
    receiver,
    lines,
    newDatabase: (name) => newDatabase(postgres.current.url, database.port, name),
    stop: async () => {
      receiver.stop();
      await Promise.all(Object.values(lines).map((line) => line.stop()));
      await Promise.all([postgres.current.stop(), temporal.current.stop(), sink.stop()]);
    },
  };
}

async function newDatabase(
  url: string,
  linePort: number,
  name: string,
): Promise<{ direct: string; lined: string }> {
  const sql = connectSql(url, { max: 1 });
  await sql`create database ${sql(name)}`;
  await sql.end();
  const direct = new URL(url);
  direct.pathname = `/${name}`;
  const lined = new URL(direct);
  lined.port = String(linePort);
  return { direct: direct.href, lined: lined.href };
}

function portOf(address: string): number {
  return Number(/:(\d+)\/?$/.exec(address)?.[1]);
}
