import { type Response, ask } from './client.js';

export type Fields = Readonly<Record<string, string | readonly string[]>>;

export interface Visit {
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** As a program asks: JSON both ways. */
  readonly json?: boolean;
}

/** A user at a browser: keeps cookies, and says of each request where it comes from, as browsers do. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly url: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.url = url;
    this.#headers = headers;
  }

  /** Another browser with the same cookies, as after a theft. */
  copy(): Browser {
    const copy = new Browser(this.url, this.#headers);
    for (const [name, value] of this.cookies) copy.cookies.set(name, value);
    return copy;
  }

  get(path: string, visit: Visit = {}): Promise<Response> {
    return this.#ask('GET', path, undefined, visit);
  }

  /** Sends a form, or JSON where it asks as a program. */
  post(path: string, fields: Fields | string = {}, visit: Visit = {}): Promise<Response> {
    const isPlain = typeof fields === 'string' || visit.json === true;
    return this.#ask('POST', path, isPlain ? fields : formOf(fields), visit);
  }

  send(method: string, path: string, body?: unknown, visit: Visit = {}): Promise<Response> {
    return this.#ask(method.toUpperCase(), path, body, { json: true, ...visit });
  }

  logIn(slug: string, email: string, password: string, more: Fields = {}): Promise<Response> {
    return this.post(`/sites/${slug}/login`, { email, password, ...more }, { json: true });
  }

  /** Who this browser is at a site: 200 with a name, or 401. */
  me(slug: string): Promise<Response> {
    return this.get(`/sites/${slug}/me`, { json: true });
  }

  async #ask(method: string, path: string, body: unknown, { headers, json }: Visit): Promise<Response> {
    const answer = await ask(this.url, method, path, {
      headers: {
        accept: json === true ? 'application/json' : 'text/html,application/xhtml+xml',
        'user-agent': 'Mozilla/5.0',
        'sec-fetch-site': 'same-origin',
        ...(this.cookies.size === 0 ? {} : { cookie: this.#cookieHeader() }),
        ...this.#headers,
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    this.#keep(answer);
    return answer;
  }

  #cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #keep({ headers }: Response): void {
    for (const cookie of headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '' || /;\s*max-age=0\b/i.test(cookie)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

function formOf(fields: Fields): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const each of typeof value === 'string' ? [value] : value) form.append(name, each);
  }
  return form;
}
