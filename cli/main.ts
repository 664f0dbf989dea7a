import { Command, InvalidArgumentError, Option } from 'commander';
import { parseInstant } from '../src/core/values/instant.js';
import { describeError, StartupFailure } from '../src/platform/processes/startupFailure.js';
import { readWhole } from '../src/platform/wholeNumber.js';
import { registerCollect } from './collect/registerCollect.js';
import type { AccountingFlags } from './commands/accounting.js';
import type { ImportFlags } from './commands/importClients.js';

const program = new Command('sitetab');
program
  .description('Billing for the websites you host.')
  .version('0.1.0')
  .showHelpAfterError('(run sitetab --help for a list of commands)');

// Each command loads its own part when it runs: the gate does not load the worker's native code, nor a tool the server.
program
  .command('start')
  .description('start everything on this machine; services not set in the environment are embedded')
  .option('--data <folder>', 'data folder (default: SITETAB_DATA, or .sitetab in the checkout)')
  .option('--port <port>', 'port of the pages and the API (default: PORT, or 3000)', readPort)
  .action(async (flags: { data?: string; port?: number }) => (await import('./start/start.js')).start(flags));
program
  .command('sandbox')
  .description('start everything on a test clock that can be moved forward')
  .option('--json', 'print one line of JSON when ready', false)
  .option('--now <instant>', 'start time of the clock, not in the past', readInstant)
  .option('--port <port>', 'port of the pages and the API (0: any free port)', readPort, 3000)
  .option('--data <folder>', 'data folder (default: a temporary one, deleted at the end)')
  .action(async (flags: { json: boolean; now?: number; port: number; data?: string }) =>
    (await import('./sandbox/runSandbox.js')).runSandbox(flags),
  );
program
  .command('simulate')
  .description('run a copy of an account on the test clock and print what will happen; changes nothing')
  .requiredOption('--account <id>', 'the account')
  .option('--days <days>', 'how far to look ahead, from 1 to 400', readDays, 120)
  .option(
    '--payment <date=amount>',
    'assume a payment on a day, such as 2026-05-04=49.00; repeatable',
    addText,
    [],
  )
  .option('--json', 'print one JSON object', false)
  .action(async (flags: { account: string; days: number; payment: string[]; json: boolean }) =>
    (await import('./commands/simulate.js')).simulateCommand(flags),
  );
program
  .command('demo')
  .description('run one account through a year on the test clock and print what happens')
  .action(async () => (await import('./commands/demo.js')).demo());
for (const [name, does] of [
  ['api', 'serve the API, the pages and the gate'],
  ['worker', 'run the account workflows and activities'],
  ['scheduler', 'run the periodic jobs: pending signals, usage watcher, pending emails'],
] as const) {
  program
    .command(name)
    .description(`${does} (requires DATABASE_URL and TEMPORAL_ADDRESS)`)
    .action(async () => (await import('./processes/runProcess.js')).runProcess(name));
}
program
  .command('gate')
  .description(
    'serve the gate at GATE_PORT: tells web servers whether a site is suspended (requires DATABASE_URL)',
  )
  .action(async () => (await import('./processes/runGate.js')).runGate());
program
  .command('migrate')
  .description('update the database schema')
  .action(async () => (await import('./commands/tools.js')).migrateCommand());
const apiKey = program.command('api-key').description('manage API keys');
apiKey
  .command('create')
  .description('create a key; it is shown only once')
  .option('--site <slug>', 'site the key belongs to (default: the root site)')
  .option('--name <name>', 'name of the key', 'api')
  .option('--permission <name>', 'permission of the key; repeatable (default: all)', collect, [])
  .option('--expires <instant>', 'expiry of the key (default: none)', readInstant)
  .action(async (flags: { site?: string; name: string; permission: string[]; expires?: number }) =>
    (await import('./commands/tools.js')).createKeyCommand(flags),
  );
apiKey
  .command('list')
  .description('list the keys of a site, without their secrets')
  .option('--site <slug>', 'site (default: the root site)')
  .action(async (flags: { site?: string }) => (await import('./commands/tools.js')).listKeysCommand(flags));
apiKey
  .command('revoke <id>')
  .description('revoke a key; it stops working within seconds')
  .action(async (id: string) => (await import('./commands/tools.js')).revokeKeyCommand(id));
program
  .command('owner')
  .description('set a new password for the Owner of a site and print it')
  .option('--site <slug>', 'site (default: the root site)')
  .action(async (flags: { site?: string }) => (await import('./commands/tools.js')).ownerCommand(flags));
program
  .command('doctor')
  .description('check all stored data for consistency; exits with 1 if something is wrong')
  .option('--repair', 'repair what can be repaired', false)
  .option('--json', 'print one JSON object', false)
  .option('--patience <seconds>', 'how long a fault must persist to be reported', readSeconds, 5)
  .option(
    '--at-rest',
    'for a copy without running processes: ignore pending work of worker and scheduler',
    false,
  )
  .action(async (flags: { repair: boolean; json: boolean; patience: number; atRest: boolean }) =>
    (await import('./commands/doctor.js')).doctorCommand(flags),
  );
program
  .command('backup <file>')
  .description('write the whole database to a file; the secret key is not included')
  .action(async (file: string) => (await import('./commands/backup.js')).backupCommand(file));
program
  .command('restore <file>')
  .description('restore a backup and reconcile what happened since')
  .option('--replace', 'delete the current contents of the database first; requires --yes', false)
  .option('--yes', 'confirm the deletion', false)
  .option(
    '--ran-until <instant>',
    'how long the system ran after the backup (default: until now); notices due until then are not sent again',
    readInstant,
  )
  .action(async (file: string, flags: { replace: boolean; yes: boolean; ranUntil?: number }) =>
    (await import('./commands/backup.js')).restoreCommand(file, flags),
  );
program
  .command('after-restore')
  .description('reconcile a database that was restored by pg_restore')
  .requiredOption('--taken <instant>', 'time of the backup', readInstant)
  .option(
    '--ran-until <instant>',
    'how long the system ran after the backup (default: until now)',
    readInstant,
  )
  .action(async (flags: { taken: number; ranUntil?: number }) =>
    (await import('./commands/backup.js')).afterRestoreCommand(flags),
  );
program
  .command('breaker')
  .description('show the suspension breaker and the accounts it holds back, or reset it')
  .option('--site <slug>', 'tenant (default: the root site)')
  .option('--reset', 'reset the breaker; accounts still over their limit are suspended', false)
  .option(
    '--exempt-until <instant>',
    'reset the breaker and exempt the accounts held back until then',
    readInstant,
  )
  .option('--reason <text>', 'reason for the exemption, for the audit log; requires --exempt-until')
  .action(async (flags: { site?: string; reset: boolean; exemptUntil?: number; reason?: string }) =>
    (await import('./commands/breaker.js')).breakerCommand(flags),
  );
program
  .command('reseal')
  .description('encrypt all secrets again with the first key in SECRET_KEY')
  .action(async () => (await import('./commands/reseal.js')).resealCommand());
program
  .command('import <file>')
  .description('create accounts from a CSV file of clients; each line counts once')
  .option('--site <slug>', 'tenant (default: the root site)')
  .option('--check', 'only report faulty lines and accounts that would be suspended at once', false)
  .option('--map <heading=column>', 'meaning of a column of the file; repeatable', collect, [])
  .option(
    '--set <column=value>',
    'default for lines without a value: currency, timeZone, plan …; repeatable',
    collect,
    [],
  )
  .option('--leave-out-unknown', 'ignore unknown columns', false)
  .option('--leave-out-status <status>', 'ignore lines with this status; repeatable', collect, [])
  .option('--grace-days <days>', 'days during which none of them is suspended', Number, 14)
  .action(async (file: string, flags: ImportFlags) =>
    (await import('./commands/importClients.js')).importCommand(file, flags),
  );
program
  .command('accounting')
  .description('write a month for the accounting office: documents, journal, and files for other programs')
  .requiredOption('--month <month>', 'the month, such as 2026-11', readMonth)
  .addOption(
    new Option('--format <format>', 'the whole folder, or one format of it')
      .choices(['zip', 'journal', 'taxes', 'datev', 'xero', 'quickbooks'])
      .default('zip'),
  )
  .option('--out <file>', 'the file to write (default: named after the month)')
  .option('--site <slug>', 'tenant (default: the root site)')
  .action(async (flags: AccountingFlags) =>
    (await import('./commands/accounting.js')).accountingCommand(flags),
  );
const personalData = program
  .command('personal-data')
  .description('export or erase the personal data of a client');
personalData
  .command('export <account-id>')
  .description('print the personal data of a client and of the users of their sites as JSON')
  .option('--site <slug>', 'tenant (default: the root site)')
  .action(async (account: string, flags: { site?: string }) =>
    (await import('./commands/personalData.js')).exportCommand(account, flags),
  );
personalData
  .command('erase <account-id>')
  .description('replace names, addresses and emails of a closed account with neutral text; requires --yes')
  .option('--site <slug>', 'tenant (default: the root site)')
  .option('--yes', 'confirm; this cannot be undone', false)
  .action(async (account: string, flags: { site?: string; yes: boolean }) =>
    (await import('./commands/personalData.js')).eraseCommand(account, flags),
  );
registerCollect(program);

function collect(name: string, earlier: readonly string[]): string[] {
  return [...earlier, name];
}

function readInstant(text: string): number {
  const at = parseInstant(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError('Expected an instant such as 2026-12-01T00:00:00Z.');
  return at;
}

function readSeconds(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : NaN;
  if (seconds >= 0 && seconds <= 3_600) return seconds;
  throw new InvalidArgumentError('Expected a number of seconds from 0 to 3600.');
}

function addText(text: string, before: readonly string[]): string[] {
  return [...before, text];
}

function readDays(text: string): number {
  const days = readWhole(text);
  if (Number.isInteger(days) && days >= 1 && days <= 400) return days;
  throw new InvalidArgumentError('Expected a number of days from 1 to 400.');
}

function readMonth(text: string): string {
  if (/^[1-9]\d{3}-(?:0[1-9]|1[0-2])$/.test(text)) return text;
  throw new InvalidArgumentError('Must be a month, such as 2026-11.');
}

function readPort(text: string): number {
  const port = readWhole(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('Expected a port from 0 to 65535.');
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(`sitetab: ${describeError(error)}`);
  const isExpected = error instanceof StartupFailure;
  if (!isExpected && error instanceof Error) console.error(error.stack);
  process.exit(1);
}
// Resources left open by then (such as a library's idle connection) must not keep the program running.
process.exit(process.exitCode ?? 0);
