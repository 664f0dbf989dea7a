import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createTestDatabase } from './database/database.js';

const COMMAND = fileURLToPath(new URL('../../bin/sitetab.mjs', import.meta.url));
const READY_WITHIN_MS = 90_000;
const GONE_WITHIN_MS = 60_000;

/** What a client of the API sees of an answer. */
export interface Response<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
}

/** A problem document (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: { field: string; reason: string }[];
}

export interface Page<T> {
  data: T[];
  next: string | null;
}

export interface Mail {
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  receivedAt: string;
  messageId: string;
}

interface ReadyLine {
  url: string;
  gateUrl: string;
  apiKey: string;
  owner: { email: string; password: string; site: string };
}

/** The product, started as a user starts it and spoken to only over HTTP. */
export class Sandbox {
  readonly url: string;
  readonly gateUrl: string;
  readonly apiKey: string;
  readonly owner: ReadyLine['owner'];
  readonly #child: ChildProcess;

  constructor(child: ChildProcess, ready: ReadyLine) {
    this.#child = child;
    this.url = ready.url;
    this.gateUrl = ready.gateUrl;
    this.apiKey = ready.apiKey;
    this.owner = ready.owner;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Any request, as it is; a string body is sent as it stands. */
  async send<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response<T>> {
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${this.apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : text) as T,
    };
  }

  /** A GET that must succeed. */
  async get<T>(path: string): Promise<T> {
    return succeed(await this.send<T>('GET', path), `GET ${path}`);
  }

  /** A POST that must succeed, under a key of its own. */
  async post<T>(path: string, body: unknown): Promise<T> {
    return succeed(
      await this.send<T>('POST', path, body, { 'idempotency-key': randomUUID() }),
      `POST ${path}`,
    );
  }

  async patch<T>(path: string, body: unknown): Promise<T> {
    return succeed(await this.send<T>('PATCH', path, body), `PATCH ${path}`);
  }

  /** Every row of a list, page after page. */
  async all<T>(path: string): Promise<T[]> {
    const rows: T[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<T> = await this.get(withQuery(path, cursor));
      rows.push(...page.data);
      cursor = page.next;
    } while (cursor !== null);
    return rows;
  }

  async now(): Promise<string> {
    return (await this.get<{ now: string }>('/v1/sandbox/clock')).now;
  }

  /** Moves the test clock by a duration and checks that the system came to rest. */
  async advance(duration: string): Promise<void> {
    await this.#move({ advance: duration });
  }

  async advanceTo(instant: string): Promise<void> {
    await this.#move({ advanceTo: instant });
  }

  async #move(body: unknown): Promise<void> {
    const { settled } = await this.post<{ settled: boolean }>('/v1/sandbox/clock', body);
    if (!settled) throw new Error(`The system did not come to rest after ${JSON.stringify(body)}.`);
  }

  /** The emails that reached a client's mailbox, the oldest first. */
  async mailsTo(address: string): Promise<Mail[]> {
    const mails = await this.all<Mail>('/v1/sandbox/mailbox?limit=1000');
    return mails
      .filter((mail) => mail.to.includes(address))
      .sort((a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt));
  }

  /** Keeps its own process from doing anything at all until the work is over. */
  async whileItStandsStill<T>(work: () => Promise<T>): Promise<T> {
    this.#child.kill('SIGSTOP');
    try {
      return await work();
    } finally {
      this.#child.kill('SIGCONT');
    }
  }

  /** Ends the gate's process without asking it. */
  killGate(): void {
    const gate = descendantsOf(this.#child.pid ?? 0).find(({ command }) => command.endsWith('main.js gate'));
    if (gate === undefined) throw new Error('There is no gate.');
    process.kill(gate.pid, 'SIGKILL');
  }

  /** Stops it as Ctrl-C would and answers how it ended and which of its processes are still there. */
  async stop(): Promise<{ code: number | null; left: string[] }> {
    const pid = this.#child.pid ?? 0;
    const family = descendantsOf(pid);
    const ended = new Promise<number | null>((resolve) => {
      this.#child.once('exit', (code) => {
        resolve(code);
      });
    });
    this.#child.kill('SIGTERM');
    const code = await ended;
    const deadline = performance.now() + GONE_WITHIN_MS;
    for (;;) {
      const left = stillThere(family);
      if (left.length === 0 || performance.now() > deadline) return { code, left };
      await delay(50);
    }
  }
}

/** A sandbox on a database of the PostgreSQL that all files share: one of its own is half the work of a start. */
export async function startSandbox(...args: string[]): Promise<Sandbox> {
  const { url } = await createTestDatabase({ max: 1 });
  return startWholeSandbox(args, { DATABASE_URL: url });
}

/** Starts `sitetab sandbox` as a user does, and waits for the line that says it is ready. */
export async function startWholeSandbox(
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Sandbox> {
  const child = spawn(process.execPath, [COMMAND, 'sandbox', '--json', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let output = '';
  let complaint = '';
  child.stderr.on('data', (bytes: Buffer) => (complaint += bytes.toString()));
  const line = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGTERM');
      reject(new Error(`The sandbox was not ready within ${READY_WITHIN_MS} ms. ${complaint}`));
    }, READY_WITHIN_MS);
    child.once('exit', (code) => {
      reject(new Error(`The sandbox ended with ${code}: ${complaint}`));
    });
    child.stdout.on('data', (bytes: Buffer) => {
      output += bytes.toString();
      const [first, ...rest] = output.split('\n');
      if (rest.length === 0 || first === undefined) return;
      clearTimeout(timer);
      resolve(first);
    });
  });
  return new Sandbox(child, JSON.parse(line) as ReadyLine);
}

function succeed<T>(answer: Response<T>, what: string): T {
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  throw new Error(`${what} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}

function withQuery(path: string, cursor: string | null): string {
  if (cursor === null) return path;
  return `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;
}

interface Process {
  pid: number;
  parent: number;
  started: string;
  command: string;
}

/** A process is known by its id and the instant it started, because ids are used again. */
function processes(): Process[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,stat=,lstart=,args='], {
    encoding: 'utf8',
    maxBuffer: 50_000_000,
  }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, state, started, command] =
      /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S+ \S+\s+\S+ \S+ \S+)\s+(.*)$/.exec(line) ?? [];
    if (started === undefined || command === undefined || state?.startsWith('Z') === true) return [];
    return [{ pid: Number(pid), parent: Number(parent), started, command }];
  });
}

function descendantsOf(root: number): Process[] {
  const all = processes();
  const family = all.filter(({ pid }) => pid === root);
  for (const member of family) family.push(...all.filter(({ parent }) => parent === member.pid));
  return family;
}

function stillThere(family: readonly Process[]): string[] {
  const all = processes();
  return family
    .filter(({ pid, started }) => all.some((other) => other.pid === pid && other.started === started))
    .map(({ command }) => command);
}
