/** `sitetab collect`: usage from logs that a machine writes anyway. Other folders import only this file. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { isLocalDate, isTimeZone } from '../../src/core/values/zone.js';
import { isUnusable, type LogFormat } from '../../src/logs/format/format.js';
import { FORMAT_NAMES } from '../../src/logs/format/named.js';
import { parseFormat } from '../../src/logs/format/parseFormat.js';
import { isWrap, unwrapped, type Wrap, WRAPS } from '../../src/logs/format/unwrap.js';
import { resolveDataDir } from '../../src/platform/files/paths.js';
import { collectAccessLog } from './collectAccessLog.js';
import { parseHostList, parseHostMap } from './hostOptions.js';
import type { CollectIo, CollectOptions } from './options.js';

interface Flags {
  site?: string;
  format?: LogFormat;
  wrap?: Wrap;
  rebaseStart?: string;
  follow: boolean;
  url?: string;
  apiKey?: string;
  source?: string;
  state?: string;
  data?: string;
  zone: string;
  hosts?: ReadonlyMap<string, string>;
  matchHost?: ReadonlySet<string>;
  batchSeconds: number;
}

/** Adds `collect access-log` to the program. */
export function registerCollect(program: Command): void {
  program
    .command('collect')
    .description('report usage from logs')
    .command('access-log')
    .description('report requests and bytes of an access log (plain, .gz or .zst); each line counts once')
    .argument('<file>', 'log file in the format combined, vhost_combined with a port, or --format')
    .option(
      '--format <text|name>',
      `format of the lines: nginx log_format, Apache LogFormat, or ${FORMAT_NAMES.join(', ')}, ndjson:time=…,size=…,host=… (names in JSON)`,
      readFormat,
    )
    .option('--wrap <name>', `wrapper around each line: ${WRAPS.join(', ')}`, readWrap)
    .option('--site <slug>', 'site of the lines; with --hosts, the site of all other hosts')
    .option(
      '--rebase-start <date>',
      'shift all times by whole days; the first line is on this date',
      readDate,
    )
    .option('--follow', 'keep reading as the log grows and rotates, until interrupted', false)
    .option('--url <url>', 'URL of Sitetab (default: SITETAB_URL, or http://127.0.0.1:3000)', readUrl)
    .option('--api-key <key>', 'API key (default: SITETAB_API_KEY, or the file api-key in the data folder)')
    .option('--source <name>', 'name of this log, unique per site (default: the site)')
    .option('--state <dir>', 'folder for the read positions (default: collect/ in the data folder)')
    .option('--data <dir>', 'data folder of Sitetab')
    .option(
      '--zone <zone>',
      'time zone for times without an offset and for the daily summary',
      readZone,
      'UTC',
    )
    .option('--hosts <map>', 'host=site pairs separated by commas, or a JSON file', parseHostMap)
    .option('--match-host <hosts>', 'read only lines of these hosts, separated by commas', parseHostList)
    .option('--batch-seconds <seconds>', 'maximum delay before lines are sent', readSeconds, 5)
    .action(async (file: string, flags: Flags, command: Command) => {
      const options = readOptions(file, flags, command);
      process.exitCode = await collectAccessLog(options, processIo());
    });
}

function readOptions(file: string, flags: Flags, command: Command): CollectOptions {
  const { env } = process;
  const dataDir = resolveDataDir(flags.data ?? env['SITETAB_DATA']);
  const apiKey = flags.apiKey ?? env['SITETAB_API_KEY'] ?? readKeyFile(dataDir);
  if (apiKey === undefined) return command.error('error: no API key. Use --api-key or set SITETAB_API_KEY.');
  if (flags.site === undefined && flags.hosts === undefined) {
    return command.error('error: --site or --hosts is required');
  }
  const url = flags.url ?? env['SITETAB_URL'] ?? 'http://127.0.0.1:3000';
  if (!isHttpAddress(url)) return command.error(`error: SITETAB_URL is not an http or https URL: ${url}`);
  return {
    file: resolve(file),
    site: flags.site,
    format:
      flags.format !== undefined && flags.wrap !== undefined
        ? unwrapped(flags.format, flags.wrap)
        : flags.format,
    wrap: flags.wrap,
    rebaseStart: flags.rebaseStart,
    follow: flags.follow,
    url,
    apiKey,
    sourceName: flags.source ?? flags.site ?? 'hosts',
    stateDir: flags.state === undefined ? join(dataDir, 'collect') : resolve(flags.state),
    timeZone: flags.zone,
    hosts: flags.hosts ?? new Map(),
    matchHosts: flags.matchHost ?? new Set(),
    batchSeconds: flags.batchSeconds,
  };
}

function readKeyFile(dataDir: string): string | undefined {
  const path = join(dataDir, 'api-key');
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
}

/** The first Ctrl-C ends the run in order, a second one at once. */
function processIo(): CollectIo {
  const stopping = new AbortController();
  const stop = (): void => {
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    writeOut: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY,
    now: Date.now,
    stop: stopping.signal,
  };
}

function readFormat(text: string): LogFormat {
  const format = parseFormat(text);
  if (isUnusable(format)) throw new InvalidArgumentError(format.fault);
  return format;
}

function readWrap(text: string): Wrap {
  if (!isWrap(text)) throw new InvalidArgumentError(`It is none of ${WRAPS.join(', ')}.`);
  return text;
}

function readDate(text: string): string {
  if (!isLocalDate(text)) throw new InvalidArgumentError('It is no day; write it as 2026-01-31.');
  return text;
}

function readZone(text: string): string {
  if (!isTimeZone(text))
    throw new InvalidArgumentError('There is no such time zone; write it as Europe/Berlin.');
  return text;
}

function readUrl(text: string): string {
  if (!isHttpAddress(text)) throw new InvalidArgumentError('It is no http or https address.');
  return text;
}

function isHttpAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function readSeconds(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : NaN;
  if (!(seconds >= 0 && seconds <= 3_600)) throw new InvalidArgumentError('It is no number from 0 to 3600.');
  return seconds;
}
