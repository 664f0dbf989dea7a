import { Command, InvalidArgumentError } from 'commander';
import { parseInstant } from '../src/core/values/instant.js';
import { describeError, StartupFailure } from '../src/platform/processes/startupFailure.js';
import { readWhole } from '../src/platform/wholeNumber.js';
import { registerCollect } from './collect/registerCollect.js';
import type { ImportFlags } from './commands/importClients.js';

const program = new Command('sitetab');
program
  .description('Keeps a tab for every client whose website you host.')
  .version('0.1.0')
  .showHelpAfterError('(sitetab --help lists the commands)');

// A command loads its own part when it runs: the gate need not carry the worker's native code, nor a tool the server.
program
  .command('start')
  .description('everything on this machine; what the environment does not name is embedded')
  .option('--data <folder>', 'where the data is kept (default: SITETAB_DATA, else .sitetab in the checkout)')
  .option('--port <port>', 'where to serve the pages and the API (default: PORT, else 3000)', readPort)
  .action(async (flags: { data?: string; port?: number }) => (await import('./start/start.js')).start(flags));
program
  .command('sandbox')
  .description('the same on a test clock that can be moved')
  .option('--json', 'print one line of JSON when ready', false)
  .option('--now <instant>', 'the first instant, not before the present', readInstant)
  .option('--port <port>', 'where to serve it (0: any free port)', readPort, 3000)
  .option('--data <folder>', 'keep the data here (else it goes when the sandbox stops)')
  .action(async (flags: { json: boolean; now?: number; port: number; data?: string }) =>
    (await import('./sandbox/runSandbox.js')).runSandbox(flags),
  );
program
  .command('demo')
  .description("an account's life on the test clock, told with dates and amounts")
  .action(async () => (await import('./commands/demo.js')).demo());
for (const [name, does] of [
  ['api', 'serve the API, the gate and the pages'],
  ['worker', 'run the account workflows and what they do'],
  ['scheduler', 'deliver what did not get through, watch usage, send emails that wait'],
] as const) {
  program
    .command(name)
    .description(`${does} (DATABASE_URL, TEMPORAL_ADDRESS and SMTP_URL say where)`)
    .action(async () => (await import('./processes/runProcess.js')).runProcess(name));
}
program
  .command('gate')
  .description(
    'answer web servers whether a site is open, at GATE_PORT (DATABASE_URL says where the ledger is)',
  )
  .action(async () => (await import('./processes/runGate.js')).runGate());
program
  .command('migrate')
  .description("bring the database to this version's schema")
  .action(async () => (await import('./commands/tools.js')).migrateCommand());
const apiKey = program.command('api-key').description('keys for the API');
apiKey
  .command('create')
  .description('make a key; it is shown once')
  .option('--site <slug>', "the site whose accounts it opens (default: the installation's own)")
  .option('--name <name>', 'what it is for', 'api')
  .option('--permission <name>', 'what it may do; repeat it for more (default: everything)', collect, [])
  .option('--expires <instant>', 'until when it is good (default: until it is revoked)', readInstant)
  .action(async (flags: { site?: string; name: string; permission: string[]; expires?: number }) =>
    (await import('./commands/tools.js')).createKeyCommand(flags),
  );
apiKey
  .command('list')
  .description('the keys of a site, without their secrets')
  .option('--site <slug>', "the site (default: the installation's own)")
  .action(async (flags: { site?: string }) => (await import('./commands/tools.js')).listKeysCommand(flags));
apiKey
  .command('revoke <id>')
  .description('end a key; it stops working within seconds')
  .action(async (id: string) => (await import('./commands/tools.js')).revokeKeyCommand(id));
program
  .command('owner')
  .description('give the Owner of a site a new password and print it')
  .option('--site <slug>', "the site (default: the installation's own)")
  .action(async (flags: { site?: string }) => (await import('./commands/tools.js')).ownerCommand(flags));
program
  .command('doctor')
  .description(
    'compare everything that is kept with what it must follow from; ends with 1 when something is wrong',
  )
  .option('--repair', 'repair what can be repaired', false)
  .option('--json', 'print one JSON object instead of sentences', false)
  .option('--patience <seconds>', 'how long something must stay wrong before it counts', readSeconds, 5)
  .option(
    '--at-rest',
    'for a copy that nothing works on: miss nothing that only worker and scheduler do',
    false,
  )
  .action(async (flags: { repair: boolean; json: boolean; patience: number; atRest: boolean }) =>
    (await import('./commands/doctor.js')).doctorCommand(flags),
  );
program
  .command('backup <file>')
  .description('write everything the database holds into a file; the secret key is not in it')
  .action(async (file: string) => (await import('./commands/backup.js')).backupCommand(file));
program
  .command('restore <file>')
  .description('put a backup back, and have everything that went on since agree with it')
  .option('--replace', 'delete what the database holds now first; needs --yes', false)
  .option('--yes', 'yes, delete it', false)
  .option(
    '--ran-until <instant>',
    'until when the system ran after the backup (default: until now); what fell due until then is not told again',
    readInstant,
  )
  .action(async (file: string, flags: { replace: boolean; yes: boolean; ranUntil?: number }) =>
    (await import('./commands/backup.js')).restoreCommand(file, flags),
  );
program
  .command('after-restore')
  .description('what follows a restore, for a database that was put back by pg_restore')
  .requiredOption('--taken <instant>', 'when its backup was taken', readInstant)
  .option('--ran-until <instant>', 'until when the system ran after that (default: until now)', readInstant)
  .action(async (flags: { taken: number; ranUntil?: number }) =>
    (await import('./commands/backup.js')).afterRestoreCommand(flags),
  );
program
  .command('breaker')
  .description(
    'where suspensions are paused since too many came within an hour: say whom that keeps open, or end it',
  )
  .option('--site <slug>', "the site that keeps the accounts (default: the installation's own)")
  .option('--reset', 'end the pause: whoever is still below the limit is suspended', false)
  .option(
    '--exempt-until <instant>',
    'end the pause, and suspend none of these clients for the limit before then',
    readInstant,
  )
  .option('--reason <words>', 'why they are let off, for the log; goes with --exempt-until')
  .action(async (flags: { site?: string; reset: boolean; exemptUntil?: number; reason?: string }) =>
    (await import('./commands/breaker.js')).breakerCommand(flags),
  );
program
  .command('reseal')
  .description('seal every secret anew under the first of the keys in SECRET_KEY')
  .action(async () => (await import('./commands/reseal.js')).resealCommand());
program
  .command('import <file>')
  .description('open the accounts that a CSV file of clients names, each line once')
  .option('--site <slug>', "the site that keeps them (default: the installation's own)")
  .option('--check', 'only say what is wrong with which line, and who would be suspended at once', false)
  .option('--map <heading=column>', 'what a column of the file holds (repeatable)', collect, [])
  .option(
    '--set <column=value>',
    'for lines that do not say: currency, timeZone, plan … (repeatable)',
    collect,
    [],
  )
  .option('--leave-out-unknown', 'ignore columns that are not known', false)
  .option('--leave-out-status <status>', 'ignore lines with this status (repeatable)', collect, [])
  .option('--grace-days <days>', 'suspend none of them within so many days; 0: at once', Number, 14)
  .action(async (file: string, flags: ImportFlags) =>
    (await import('./commands/importClients.js')).importCommand(file, flags),
  );
const personalData = program
  .command('personal-data')
  .description('what is kept of a client: print it, or erase it');
personalData
  .command('export <account-id>')
  .description('print everything that names a client and the users of their sites, as JSON')
  .option('--site <slug>', "the site that keeps the account (default: the installation's own)")
  .action(async (account: string, flags: { site?: string }) =>
    (await import('./commands/personalData.js')).exportCommand(account, flags),
  );
personalData
  .command('erase <account-id>')
  .description(
    'put neutral words in the place of the names, addresses and emails of a closed account; needs --yes',
  )
  .option('--site <slug>', "the site that keeps the account (default: the installation's own)")
  .option('--yes', 'yes, this cannot be undone', false)
  .action(async (account: string, flags: { site?: string; yes: boolean }) =>
    (await import('./commands/personalData.js')).eraseCommand(account, flags),
  );
registerCollect(program);

function collect(name: string, earlier: readonly string[]): string[] {
  return [...earlier, name];
}

function readInstant(text: string): number {
  const at = parseInstant(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError('It must be an instant like 2026-12-01T00:00:00Z.');
  return at;
}

function readSeconds(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : NaN;
  if (seconds >= 0 && seconds <= 3_600) return seconds;
  throw new InvalidArgumentError('It must be a number of seconds from 0 to 3600.');
}

function readPort(text: string): number {
  const port = readWhole(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a port from 0 to 65535.');
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(`sitetab: ${describeError(error)}`);
  const isExpected = error instanceof StartupFailure;
  if (!isExpected && error instanceof Error) console.error(error.stack);
  process.exit(1);
}
// What a command leaves open by then (a resting connection of a library) must not keep the program.
process.exit(process.exitCode ?? 0);
