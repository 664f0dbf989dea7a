import { resetOwnerPassword } from '../../src/auth/users/foundSite.js';
import { type ApiFixture, type ApiFixtureOptions, createApiFixture } from '../api/fixture.js';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where it leads, if it does. */
  readonly to: string | null;
}

export interface PagesFixture {
  readonly api: ApiFixture;
  readonly owner: { readonly email: string; readonly password: string };
  /** A browser with cookies of its own. */
  browser(): Browser;
  /** One in which the Owner of the agency is logged in. */
  ownersBrowser(): Promise<Browser>;
}

/** The pages over a database of their own, called without a socket. */
export async function createPagesFixture(
  options: Pick<ApiFixtureOptions, 'payments'> = {},
): Promise<PagesFixture> {
  const api = await createApiFixture(options);
  const by = { now: api.time.now, actor: 'test' };
  const owner = await resetOwnerPassword(api.fixture.database.sql, by, api.fixture.siteId);
  if (owner === undefined) throw new Error('the agency has an Owner');
  const browser = (): Browser => new Browser(api);
  return {
    api,
    owner,
    browser,
    ownersBrowser: async () => {
      const own = browser();
      await own.post('/sites/agency/login', owner);
      return own;
    },
  };
}

interface Sending {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface UploadedFile {
  /** Of the form; `file` when left out. */
  readonly field?: string;
  readonly name: string;
  readonly content: string | Buffer;
}

/** Asks as a browser does: with its cookies, for pages, by forms. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #api: ApiFixture;

  constructor(api: ApiFixture) {
    this.#api = api;
  }

  async send(path: string, init: Sending = {}): Promise<Reply> {
    const cookie = Array.from(this.cookies, ([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', ...(cookie === '' ? {} : { cookie }), ...init.headers };
    const response = await this.#api.app.request(path, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (line.includes('Max-Age=0')) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const { status, headers: got } = response;
    return { status, headers: got, text: await response.text(), to: got.get('location') };
  }

  get(path: string): Promise<Reply> {
    return this.send(path);
  }

  /** Sends a form with a file, as a browser does: one that was not chosen comes without name and content. */
  upload(
    path: string,
    { field = 'file', name, content }: UploadedFile,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<Reply> {
    const boundary = 'xxxxxxboundary';
    const part = (head: string, body: string | Buffer): Buffer =>
      Buffer.concat([
        Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`),
        Buffer.from(body),
        Buffer.from('\r\n'),
      ]);
    const type = 'content-type: application/octet-stream';
    const body = Buffer.concat([
      part(`name="${field}"; filename="${name}"\r\n${type}`, content),
      ...Object.entries(fields).map(([key, value]) => part(`name="${key}"`, value)),
      Buffer.from(`--${boundary}--\r\n`),
    ]);
    const headers = {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'sec-fetch-site': 'same-origin',
    };
    return this.send(path, { method: 'POST', body: body as unknown as string, headers });
  }

  post(
    path: string,
    fields: Readonly<Record<string, string>> | string = {},
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const type = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
    const body = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString();
    return this.send(path, { method: 'POST', body, headers: { ...type, ...headers } });
  }
}
