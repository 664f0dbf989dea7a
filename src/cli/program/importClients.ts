import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readClients } from '../../../api/index.js';
import { isRefusal } from '../../billing/index.js';
import {
  checkImport,
  type Job,
  readJob,
  type SiteContext,
  startImport,
  workJobs,
} from '../../operations/index.js';
import {
  createSecretBox,
  readConfig,
  readSecretKeys,
  resolveDataDir,
  type SecretBox,
  type Sql,
  StartupFailure,
} from '../../platform/index.js';
import { siteOf, withDatabase } from './tools.js';
import { countOf } from './words.js';

interface ImportFlags {
  readonly site?: string;
  readonly check: boolean;
}

const LOOK_MS = 200;

type Context = SiteContext & { readonly secrets: SecretBox };

/** Opens the accounts that a file names, line by line, as the console does; workflows start with the relay. */
export async function importCommand(path: string, flags: ImportFlags): Promise<void> {
  const read = await readClients(readFile(path));
  if ('fault' in read) throw new StartupFailure(`${path} ${read.fault}.`);
  const dataDir = resolveDataDir(process.env['SITETAB_DATA']);
  const secrets = createSecretBox(...readSecretKeys(process.env['SECRET_KEY'], join(dataDir, 'secret-key')));
  await withDatabase(async (sql) => {
    const { id: siteId } = await siteOf(sql, flags.site);
    const context = (): Context => byHand(sql, siteId, secrets);
    const job = await checkImport(context(), { name: path, lines: read.lines });
    if (isRefusal(job)) throw new StartupFailure(`${path} ${job.detail}.`);
    await tell(context(), job);
    if (flags.check || job.total === 0) {
      if (read.lines.length > job.total) process.exitCode = 1;
      return;
    }
    await carryOut(context, job);
  });
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new StartupFailure(`${path} cannot be read: ${reason}.`);
  }
}

function byHand(sql: Sql, siteId: string, secrets: SecretBox): Context {
  const now = Date.now();
  const { baseUrl } = readConfig();
  return { sql, siteId, secrets, now, wallNow: now, actor: 'cli', baseUrl, nudge: () => undefined };
}

/** What was found wrong, a line each. */
async function tell(context: Context, job: Job): Promise<void> {
  const view = await readJob(context, job.id, 'import');
  if (isRefusal(view)) return;
  say(`${job.total} lines can be imported, ${view.leftOut} are left out.`);
  for (const { number, problems } of view.told) {
    for (const { field, reason } of problems) say(`line ${number}: ${field} ${reason}`);
  }
}

async function carryOut(context: () => Context, job: Job): Promise<void> {
  const started = await startImport(context(), job.id);
  if (isRefusal(started)) throw new StartupFailure(started.detail);
  for (;;) {
    // A relay that runs beside this does its share; then there may be nothing to take just now.
    if (!(await workJobs(context(), job.id))) await delay(LOOK_MS);
    const view = await readJob(context(), job.id, 'import');
    if (isRefusal(view)) throw new StartupFailure(view.detail);
    const { done, failed, total, finishedAt } = view.job;
    say(`${done + failed} of ${total}`);
    if (finishedAt === null) continue;
    for (const { number, detail } of view.told) if (detail !== null) say(`line ${number}: ${detail}`);
    say(`${countOf(done, 'account')} opened, ${failed} refused.`);
    if (failed > 0 || view.leftOut > 0) process.exitCode = 1;
    return;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
