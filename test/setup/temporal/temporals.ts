import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SEARCH_ATTRIBUTES } from '../../../cli/processes/signals.js';
import { startTemporalDev } from '../../../src/embedded/temporal/temporalDev.js';
import { copyTemporalPostgres, forgetTemporalPostgres, startTemporalPostgres } from './temporalPostgres.js';

export type TemporalKind = 'dev' | 'postgres';

/** What `--temporal` may name. */
export function readTemporalKind(text: string): TemporalKind {
  if (text === 'dev' || text === 'postgres') return text;
  throw new Error('--temporal must be "dev" (the development server) or "postgres" (the production server).');
}

export interface TemporalServer {
  readonly address: string;
  readonly pid: number;
  readonly gone: Promise<string>;
  stop(): Promise<void>;
}

/** One kind of Temporal server with its data. */
export interface Temporal {
  /** Starts it; again, it has the same addresses and data. */
  start(): Promise<TemporalServer>;
  /** Has it know nothing any more. This and the others are only for a server that is down. */
  forget(): Promise<void>;
  /** Copies what it knows. */
  keep(): Promise<void>;
  /** Puts it back to its copy. */
  putBack(): Promise<void>;
}

interface TemporalPlaces {
  /** The folder that is Temporal's alone. */
  readonly dataDir: string;
  /** The PostgreSQL for a server that stores its data there, as a superuser. */
  readonly databaseUrl: () => Promise<string>;
}

const COMMON = { namespace: 'default', searchAttributes: SEARCH_ATTRIBUTES };

/** The servers that the program can be tried on. */
export const TEMPORALS: Readonly<Record<TemporalKind, (places: TemporalPlaces) => Temporal>> = {
  dev: ({ dataDir }) => {
    let ports = {};
    const kept = join(dataDir, 'kept');
    return {
      start: async () => {
        const server = await startTemporalDev({ ...COMMON, ...ports, dataDir });
        ports = { port: portOf(server.address), uiPort: portOf(server.uiUrl) };
        return server;
      },
      forget: () => copyFiles(undefined, dataDir),
      keep: () => copyFiles(dataDir, kept),
      putBack: () => copyFiles(kept, dataDir),
    };
  },
  postgres: ({ dataDir, databaseUrl }) => {
    let ports = {};
    return {
      start: async () => {
        const server = await startTemporalPostgres({
          ...COMMON,
          ...ports,
          dataDir,
          databaseUrl: await databaseUrl(),
        });
        ports = { ports: server.ports };
        return server;
      },
      forget: async () => forgetTemporalPostgres(await databaseUrl()),
      keep: async () => copyTemporalPostgres(await databaseUrl(), 'keep'),
      putBack: async () => copyTemporalPostgres(await databaseUrl(), 'put back'),
    };
  },
};

export function portOf(address: string): number {
  return Number(/:(\d+)\/?$/.exec(address)?.[1]);
}

/** What the development server stores, and what belongs to it: a database with the journal of another day is corrupt. */
const FILES = ['temporal.db', 'temporal.db-journal', 'temporal.db-wal', 'temporal.db-shm'];

function copyFiles(from: string | undefined, to: string): Promise<void> {
  mkdirSync(to, { recursive: true });
  for (const file of FILES) {
    rmSync(join(to, file), { force: true });
    if (from !== undefined && existsSync(join(from, file))) cpSync(join(from, file), join(to, file));
  }
  return Promise.resolve();
}
