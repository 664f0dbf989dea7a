import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { MailFailure } from '../../../../src/embedded/mailbox/mailSink.js';
import { freePort } from '../../../../src/embedded/ports.js';
import { compileProgram } from '../../../setup/compileProgram.js';
import { type KeptSite, type Mishap, MISHAPS } from './hosting.js';

const ASK_MS = 5_000;

/** A program of the tests' in a process of its own, started again when it was killed, on the same port and files. */
class Remote {
  readonly port: number;
  private child: ChildProcess | undefined;
  private readonly file: URL;
  private readonly args: readonly string[];
  private isStopping = false;
  private requestNumber = 0;

  protected constructor(program: string, port: number, args: readonly string[]) {
    this.file = new URL(`../programs/${program}.ts`, import.meta.url);
    this.port = port;
    this.args = args;
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  stop(): void {
    this.isStopping = true;
    this.child?.kill('SIGKILL');
  }

  protected async start(): Promise<void> {
    const child = fork(compileProgram(this.file), [...this.args, '--port', String(this.port)], {
      execArgv: [],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    this.child = child;
    child.on('error', () => undefined);
    child.once('exit', () => {
      if (!this.isStopping) this.start().catch(() => undefined);
    });
    await once(child, 'message');
    this.onStart();
  }

  /** After each start, the first one included. */
  protected onStart(): void {
    return undefined;
  }

  protected tell(word: object): void {
    const { child } = this;
    if (child?.connected === true) child.send(word, () => undefined);
  }

  /** Repeats a request until it is answered: the process may have been killed meanwhile. */
  protected async ask(word: object): Promise<unknown> {
    for (let tries = 0; tries < 6; tries += 1) {
      this.requestNumber += 1;
      const answer = await this.answerOf(this.requestNumber, word);
      if (answer !== undefined) return answer;
    }
    throw new Error(`${this.file.pathname} does not answer`);
  }

  private answerOf(number: number, word: object): Promise<unknown> {
    const { child } = this;
    return new Promise((resolve) => {
      const over = (value: unknown): void => {
        clearTimeout(timer);
        child?.off('message', listen);
        resolve(value);
      };
      const listen = (said: unknown): void => {
        const { answers, with: value } = said as { answers?: number; with?: unknown };
        if (answers === number) over(value);
      };
      const timer = setTimeout(() => over(undefined), ASK_MS);
      child?.on('message', listen);
      this.tell({ ...word, ask: number });
    });
  }
}

/** The hosting, seen from here. */
export class RemoteHosting extends Remote {
  readonly url: string;
  private sites = new Map<string, KeptSite>();
  private share = 0;
  private mishaps: readonly Mishap[] = MISHAPS;

  private constructor(port: number, args: readonly string[]) {
    super('hosting', port, args);
    this.url = `http://127.0.0.1:${port}/sitetab`;
  }

  static async open(folder: string, seed: number): Promise<RemoteHosting> {
    const args = ['--file', join(folder, 'hosting.jsonl'), '--seed', String(seed)];
    const hosting = new RemoteHosting(await freePort(), args);
    await hosting.start();
    return hosting;
  }

  /** Share of orders that meet trouble from now on, and which. */
  be(trouble: number, mishaps: readonly Mishap[] = MISHAPS): void {
    this.share = trouble;
    this.mishaps = mishaps;
    this.onStart();
  }

  async refresh(): Promise<void> {
    this.sites = new Map((await this.ask({})) as [string, KeptSite][]);
  }

  /** As of the last refresh. */
  kept(slug: string): KeptSite {
    return this.sites.get(slug) ?? { state: 'active', generation: 0 };
  }

  protected override onStart(): void {
    this.tell({ trouble: this.share, mishaps: this.mishaps });
  }
}

/** What the mail server was given, without more of its content than tells it from another. */
export interface KeptMail {
  readonly messageId: string;
  readonly content: string;
}

/** The mail server, seen from here. */
export class RemoteMail extends Remote {
  readonly url: string;
  private readonly mails: KeptMail[] = [];

  private constructor(port: number, args: readonly string[]) {
    super('mailServer', port, args);
    this.url = `smtp://127.0.0.1:${port}`;
  }

  static async open(folder: string): Promise<RemoteMail> {
    const mail = new RemoteMail(await freePort(), ['--file', join(folder, 'mail.jsonl')]);
    await mail.start();
    return mail;
  }

  meetNext(mishap: MailFailure): void {
    this.tell({ meetNext: mishap });
  }

  /** All it was given, oldest first. */
  async refresh(): Promise<readonly KeptMail[]> {
    this.mails.push(...((await this.ask({ from: this.mails.length })) as KeptMail[]));
    return this.mails;
  }

  /** As of the last refresh. */
  summaries(): readonly KeptMail[] {
    return this.mails;
  }
}
