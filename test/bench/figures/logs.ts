import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostName, writeLog } from '../logs/writeLog.js';
import { type Row, shareOfFloor } from '../row.js';

const LINES = 1_000_000;
const ROUNDS = 3;
const DAY_MS = 86_400_000;
const CASES = [
  { hosts: 1, least: 0.6 },
  { hosts: 50, least: 0.4 },
  { hosts: 1_000, least: 0.4 },
];

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/**
 * A log of a million lines through `sitetab collect`, the start of its process included, against a program that only
 * reads the lines, and GoAccess. By the processor's time of each process, since other work on the machine disturbs the clock.
 */
export async function* measureLogs(): AsyncGenerator<Row> {
  spawnSync(process.execPath, [pathOf('../../../bin/build.mjs')]);
  const stub = spawn(process.execPath, [pathOf('../logs/stub.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const folder = mkdtempSync(join(tmpdir(), 'sitetab-bench-logs-'));
  try {
    const [port] = (await once(stub.stdout, 'data')) as [Buffer];
    const url = `http://127.0.0.1:${port.toString().trim()}`;
    for (const { hosts, least } of CASES) yield await measure({ folder, url, hosts, least });
  } finally {
    stub.kill();
    rmSync(folder, { recursive: true });
  }
}

interface Setting {
  readonly folder: string;
  readonly url: string;
  readonly hosts: number;
  readonly least: number;
}

async function measure({ folder, url, hosts, least }: Setting): Promise<Row> {
  const [log, map] = [join(folder, 'access'), join(folder, 'hosts.json')];
  // The log of the day before yesterday: the system takes it, and it has an end.
  const from = (Math.floor(Date.now() / DAY_MS) - 2) * DAY_MS;
  await writeLog(log, { lines: LINES, hosts, from });
  const sites = Array.from({ length: hosts }, (_, index) => [hostName(index), `site-${index}`]);
  writeFileSync(map, JSON.stringify(Object.fromEntries(sites)));
  const whose = hosts === 1 ? ['--site', 'site-0'] : ['--hosts', map];
  const collect = [pathOf('../../../dist/main.js'), 'collect', 'access-log', log, ...whose];
  const [ours, floor]: [Spent[], Spent[]] = [[], []];
  let events = '';
  for (let round = 0; round < ROUNDS; round += 1) {
    floor.push(spend([process.execPath, pathOf('../logs/bareReader.mjs'), log]));
    const state = join(folder, `state-${hosts}-${round}`);
    const run = spend([process.execPath, ...collect, '--url', url, '--api-key', 'k', '--state', state]);
    events = /([\d,]+) events/.exec(run.out)?.[1] ?? '?';
    ours.push(run);
  }
  const format = hosts === 1 ? 'COMBINED' : 'VCOMBINED';
  const goaccess = spend([
    'goaccess',
    log,
    '--no-global-config',
    `--log-format=${format}`,
    '-o',
    join(folder, 'out.json'),
  ]);
  return shareOfFloor(`log lines/s of CPU, ${hosts.toLocaleString('en')} ${hosts === 1 ? 'host' : 'hosts'}`, {
    ours: rateOf(ours),
    floor: rateOf(floor),
    least,
    note: `${LINES.toLocaleString('en')} lines, ${events} events, start included; goaccess ${formatSpent(goaccess)}`,
  });
}

interface Spent {
  readonly out: string;
  readonly failed: boolean;
  readonly cpu_s: number;
}

/** Runs a program to its end; the shell tells what it took of the processor. */
function spend(command: readonly string[]): Spent {
  const timed = 'TIMEFORMAT="cpu %U %S"; time "$@"';
  const { stdout, stderr, status } = spawnSync('bash', ['-c', timed, 'timed', ...command], {
    encoding: 'utf8',
  });
  const found = /cpu ([\d.]+) ([\d.]+)/.exec(stderr);
  return { out: stdout, failed: status !== 0, cpu_s: Number(found?.[1] ?? NaN) + Number(found?.[2] ?? NaN) };
}

function rateOf(runs: readonly Spent[]): number {
  const failed = runs.find(({ failed: has }) => has);
  if (failed !== undefined) throw new Error(`A program of the figure "logs" failed: ${failed.out}`);
  return LINES / Math.min(...runs.map(({ cpu_s }) => cpu_s));
}

function formatSpent({ failed, cpu_s }: Spent): string {
  return failed ? 'is not here' : Math.round(LINES / cpu_s).toLocaleString('en');
}
