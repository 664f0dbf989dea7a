import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Column, COLUMNS, type ImportChoice, labelOf, USUAL } from '../../api/console/import/columns.js';
import { asRead, CLIENTS_BYTES_MAX, readClients, usualChoice } from '../../api/console/import/readClients.js';
import { checkImport, type ImportInput, startImport } from '../../src/accounts/import/checkImport.js';
import { loadUsualTerms } from '../../src/accounts/usualTerms.js';
import type { SiteContext } from '../../src/core/context.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { readConfig } from '../../src/platform/config.js';
import { resolveDataDir } from '../../src/platform/files/paths.js';
import { StartupFailure } from '../../src/platform/processes/startupFailure.js';
import { createSecretBox, readSecretKeys, type SecretBox } from '../../src/platform/secretBox.js';
import type { Sql } from '../../src/platform/sql/sql.js';
import type { Task } from '../../src/store/tasks/tasks.js';
import { loadTask } from '../../src/tasks/loadTasks.js';
import { workTasks } from '../../src/tasks/workTasks.js';
import { siteOf, withDatabase } from './tools.js';
import { formatCounted } from './formatCounted.js';

/** Flags of `sitetab import`; those that may be repeated are lists. */
export interface ImportFlags {
  readonly site?: string;
  readonly check: boolean;
  /** "Heading=column". */
  readonly map: readonly string[];
  /** "column=value". */
  readonly set: readonly string[];
  readonly leaveOutUnknown: boolean;
  readonly leaveOutStatus: readonly string[];
  readonly graceDays: number;
}

const POLL_MS = 200;

type Context = SiteContext & { readonly secrets: SecretBox };

/** Opens the accounts listed in a file, line by line, as the console does; the scheduler starts their workflows. */
export async function importCommand(path: string, flags: ImportFlags): Promise<void> {
  const table = await readClients(readFile(path));
  if ('fault' in table) throw new StartupFailure(`${path} ${table.fault}.`);
  const dataDir = resolveDataDir(process.env['SITETAB_DATA']);
  const secrets = createSecretBox(...readSecretKeys(process.env['SECRET_KEY'], join(dataDir, 'secret-key')));
  await withDatabase(async (sql) => {
    const { id: siteId } = await siteOf(sql, flags.site);
    const context = (): Context => byHand(sql, siteId, secrets);
    const choice = chosen(usualChoice(table, await loadUsualTerms(context())), table.headings, flags);
    printColumns(table.headings, choice);
    const task = await checkImport(context(), asRead(path, table, choice));
    if (isRefusal(task)) throw new StartupFailure(`${path} ${task.detail}.`);
    await printStatus(context(), task);
    if (flags.check || task.total === 0) {
      if (table.rows.length > task.total) process.exitCode = 1;
      return;
    }
    await carryOut(context, task, flags);
  });
}

/** How to read the file: by its headings, unless the flags specify otherwise. Every heading needs a meaning. */
function chosen(usual: ImportChoice, headings: readonly string[], flags: ImportFlags): ImportChoice {
  const mapping = [...usual.mapping];
  for (const [heading, column] of flags.map.map(pairOf)) {
    const index = headings.indexOf(heading);
    if (index < 0) throw new StartupFailure(`--map: the file has no column "${heading}".`);
    for (const [other, held] of mapping.entries()) if (held === column) mapping[other] = null;
    mapping[index] = columnNamed(column);
  }
  const unknown = headings.filter((heading, index) => heading !== '' && mapping[index] === null);
  if (unknown.length > 0 && !flags.leaveOutUnknown) {
    throw new StartupFailure(
      `Unknown columns: ${unknown.join(', ')}. Map them with --map "${unknown[0] ?? ''}=COLUMN" ` +
        `(${COLUMNS.map(({ name }) => name).join(', ')}), or ignore them with --leave-out-unknown.`,
    );
  }
  const given = Object.fromEntries(flags.set.map(pairOf));
  const wrong = Object.keys(given).find((name) => !(USUAL as readonly string[]).includes(name));
  if (wrong !== undefined)
    throw new StartupFailure(`--set: unknown name "${wrong}". Known: ${USUAL.join(', ')}.`);
  const leftOut = flags.leaveOutStatus.length === 0 ? usual.leftOut : flags.leaveOutStatus;
  return { mapping, usual: { ...usual.usual, ...given }, leftOut };
}

function pairOf(text: string): [string, string] {
  const at = text.lastIndexOf('=');
  if (at < 1) throw new StartupFailure(`"${text}" must have the form NAME=VALUE.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function columnNamed(name: string): Column {
  const column = COLUMNS.find((each) => each.name === name)?.name;
  if (column === undefined) throw new StartupFailure(`--map: there is no column "${name}".`);
  return column;
}

function printColumns(headings: readonly string[], { mapping, usual, leftOut }: ImportChoice): void {
  for (const [index, heading] of headings.entries())
    print(`column "${heading}": ${labelOf(mapping[index] ?? 'ignored')}`);
  for (const name of USUAL) if ((usual[name] ?? '') !== '') print(`default: ${name} ${usual[name] ?? ''}`);
  if (leftOut.length > 0) print(`ignored: ${leftOut.join(', ')}`);
}

function readFile(path: string): Buffer {
  try {
    const { size } = statSync(path);
    if (size > CLIENTS_BYTES_MAX) {
      throw new StartupFailure(`${path} is larger than ${CLIENTS_BYTES_MAX / 1_000_000} MB: split the file.`);
    }
    return readFileSync(path);
  } catch (error) {
    if (error instanceof StartupFailure) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new StartupFailure(`${path} cannot be read: ${reason}.`);
  }
}

function byHand(sql: Sql, siteId: string, secrets: SecretBox): Context {
  const now = Date.now();
  const { baseUrl } = readConfig();
  return { sql, siteId, secrets, now, wallNow: now, actor: 'cli', baseUrl, wakeAccount: () => undefined };
}

/** The faults found, one per line. */
async function printStatus(context: Context, task: Task): Promise<void> {
  const { suspended } = task.input as unknown as ImportInput;
  for (const { number, name, short, currency } of suspended.first)
    print(`line ${number}: ${name} would be suspended at once: ${short} ${currency} beyond the limit`);
  if (suspended.count > 0)
    print(
      `${formatCounted(suspended.count, 'client')} would be suspended at once, unless --grace-days is above 0.`,
    );
  const view = await loadTask(context, task.id, 'import');
  if (isRefusal(view)) return;
  print(`${task.total} lines can be imported, ${view.leftOut} ignored.`);
  for (const { number, problems } of view.detailed) {
    for (const { field, reason } of problems) print(`line ${number}: ${field} ${reason}`);
  }
}

async function carryOut(
  context: () => Context,
  task: Task,
  { graceDays }: Pick<ImportFlags, 'graceDays'>,
): Promise<void> {
  const started = await startImport(context(), task.id, { graceDays });
  if (isRefusal(started)) throw new StartupFailure(started.detail);
  for (;;) {
    // A scheduler that runs at the same time processes part of the lines; then there may be nothing to do here.
    if (!(await workTasks(context(), task.id))) await delay(POLL_MS);
    const view = await loadTask(context(), task.id, 'import');
    if (isRefusal(view)) throw new StartupFailure(view.detail);
    const { done, failed, total, finishedAt } = view.task;
    print(`${done + failed} of ${total}`);
    if (finishedAt === null) continue;
    for (const { number, detail } of view.detailed) if (detail !== null) print(`line ${number}: ${detail}`);
    print(`${formatCounted(done, 'account')} opened, ${failed} refused.`);
    if (failed > 0 || view.leftOut > 0) process.exitCode = 1;
    return;
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
