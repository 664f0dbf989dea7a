import { setTimeout as delay } from 'node:timers/promises';
import { resetOwnerPassword } from '../../../src/auth/users/foundSite.js';
import type { Sql } from '../../../src/platform/sql/sql.js';
import type { Random } from '../../simulation/random.js';
import { HttpConnection, requestText } from '../load/connection.js';

const TIMEOUT_MS = 10_000;

/** A user at a browser: a login of a site, and its present session. */
export class Session {
  readonly slug: string;
  private readonly url: string;
  private readonly login: { readonly email: string; readonly password: string };
  private cookie = '';

  private constructor(url: string, slug: string, login: { email: string; password: string }) {
    this.url = url;
    this.slug = slug;
    this.login = login;
  }

  /** The Owner of a site, with a new password, logged in. */
  static async ownerOf(sql: Sql, url: string, slug: string): Promise<Session> {
    const [site] = await sql<{ id: string }[]>`select id from sites where slug = ${slug}`;
    const by = { now: Date.now(), actor: 'load' };
    const login = site === undefined ? undefined : await resetOwnerPassword(sql, by, site.id);
    if (login === undefined) throw new Error(`the site ${slug} has no Owner`);
    const session = new Session(url, slug, login);
    const wrong = await session.logIn();
    if (wrong !== undefined) throw new Error(wrong);
    return session;
  }

  /** Answers what went wrong. The session before is left to end by itself, as browsers do. */
  async logIn(): Promise<string | undefined> {
    const answer = await fetch(`${this.url}/sites/${this.slug}/login`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
      },
      body: new URLSearchParams(this.login).toString(),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await answer.text();
    if (answer.status !== 303)
      return `the login at ${this.slug} was answered ${answer.status} ${text.slice(0, 200)}`;
    const cookies = answer.headers.getSetCookie().filter((line) => !line.includes('Max-Age=0'));
    this.cookie = cookies.map((line) => line.split(';', 1)[0]).join('; ');
    return undefined;
  }

  /** Looks at a page of the site; answers what was wrong with it. */
  async look(path: string): Promise<string | undefined> {
    const answer = await fetch(`${this.url}/sites/${this.slug}${path}`, {
      redirect: 'manual',
      headers: { accept: 'text/html', cookie: this.cookie },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await answer.text();
    const isWhole = answer.status === 200 && text.trimEnd().endsWith('</html>');
    return isWhole ? undefined : `${this.slug}${path} was answered ${answer.status} ${text.slice(0, 200)}`;
  }
}

export const PORTAL_PAGES = ['/', '/', '/entries', '/statements'];

/** The console's pages, those of an account for one that is picked. */
export function consolePage(random: Random, accountIds: readonly string[]): string {
  const account = `/console/accounts/${random.pick(accountIds)}`;
  return random.pick([
    ...['/console/', '/console/', '/console/?q=Client', account, account, account],
    ...[
      `${account}/entries`,
      `${account}/usage`,
      '/console/plans',
      '/console/months',
      '/console/bank',
      '/audit',
    ],
  ]);
}

/** Asks the gate for every site's hosts in turn, over a few connections, as a web server does. */
export class GateAsker {
  private readonly port: number;
  private readonly free: HttpConnection[];
  private readonly waiting: ((connection: HttpConnection) => void)[] = [];
  private readonly hosts: readonly string[];
  private next = 0;

  private constructor(port: number, free: HttpConnection[], hosts: readonly string[]) {
    this.port = port;
    this.free = free;
    this.hosts = hosts;
  }

  static async open(port: number, hosts: readonly string[], connections: number): Promise<GateAsker> {
    const free = await Promise.all(Array.from({ length: connections }, () => HttpConnection.open(port)));
    return new GateAsker(port, free, hosts);
  }

  /** What it takes to get a connection counts, as it does for a visitor. */
  async ask(): Promise<string | undefined> {
    const host = this.hosts[(this.next += 1) % this.hosts.length] ?? '';
    const request = requestText('GET', '/gate', { 'x-forwarded-host': host });
    let connection = await this.take();
    try {
      // One that rested too long was closed by the server; web servers open another then.
      if (connection.isClosed) connection = await HttpConnection.open(this.port);
      const answer = await Promise.race([
        connection.ask(request),
        delay(TIMEOUT_MS, undefined, { ref: false }),
      ]);
      if (answer === undefined) return `${host} was not answered`;
      const { status } = answer;
      return status === 204 || status === 403 ? undefined : `${host} was answered ${status}`;
    } finally {
      this.giveBack(connection);
    }
  }

  close(): void {
    for (const connection of this.free) connection.close();
  }

  private async take(): Promise<HttpConnection> {
    return this.free.shift() ?? (await new Promise((resolve) => this.waiting.push(resolve)));
  }

  private giveBack(connection: HttpConnection): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free.push(connection);
    else next(connection);
  }
}
