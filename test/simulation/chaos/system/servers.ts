import { join } from 'node:path';
import { startPostgres } from '../../../../src/embedded/postgres/embeddedPostgres.js';
import { connectSql } from '../../../../src/platform/sql/sql.js';
import {
  portOf,
  type Temporal,
  type TemporalKind,
  TEMPORALS,
  type TemporalServer,
} from '../../../setup/temporal/temporals.js';
import type { Random } from '../../random.js';
import { Line } from './proxy.js';
import { RemoteHosting, RemoteMail } from './remote.js';

type Postgres = Awaited<ReturnType<typeof startPostgres>>;

/** What our programs work with, each a process behind a line that can fail: a database, Temporal, a mail server, the hosting. */
export interface Servers {
  readonly postgres: Kept<Postgres>;
  readonly temporal: Kept<TemporalServer>;
  readonly sink: RemoteMail;
  readonly receiver: RemoteHosting;
  /** What can be done to Temporal's data while it is down. */
  readonly temporalData: Omit<Temporal, 'start'>;
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
  private readonly whenStopped: (() => Promise<void>)[] = [];

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

  /** Starts it again after a crash; returns at once if it is already being started. */
  restart(): Promise<void> {
    this.starting ??= this.again().finally(() => {
      this.starting = undefined;
    });
    return this.starting;
  }

  /** Something to be done to its data the next time that it is down. */
  whenDown(work: () => Promise<void>): void {
    this.whenStopped.push(work);
  }

  private async again(): Promise<void> {
    await this.current.gone;
    await this.current.stop();
    for (const work of this.whenStopped.splice(0)) await work();
    this.current = await this.start(this.current);
  }
}

export async function startServers(
  folder: string,
  random: Random,
  kind: TemporalKind = 'dev',
): Promise<Servers> {
  const postgresStarting = Kept.start<Postgres>((before) =>
    startPostgres({
      dataDir: join(folder, 'postgres'),
      ...(before === undefined ? {} : { port: before.port }),
    }),
  );
  const temporalData = TEMPORALS[kind]({
    dataDir: join(folder, 'temporal'),
    databaseUrl: async () => (await postgresStarting).current.adminUrl,
  });
  const [postgres, temporal, sink, receiver] = await Promise.all([
    postgresStarting,
    Kept.start<TemporalServer>(() => temporalData.start()),
    RemoteMail.open(folder),
    RemoteHosting.open(folder, random.whole(0, 1_000_000)),
  ]);
  const [database, workflows, mail] = await Promise.all([
    Line.to(() => postgres.current.port),
    Line.to(() => portOf(temporal.current.address)),
    Line.to(() => sink.port),
  ]);
  const lines = { database, temporal: workflows, mail };
  return {
    postgres,
    temporal,
    sink,
    receiver,
    lines,
    temporalData,
    newDatabase: (name) => newDatabase(postgres.current.adminUrl, database.port, name),
    stop: async () => {
      receiver.stop();
      sink.stop();
      await Promise.all(Object.values(lines).map((line) => line.stop()));
      await Promise.all([postgres.current.stop(), temporal.current.stop()]);
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
