import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { cookiesOf } from '../../api/auth/sessionCookies.js';

async function setBy(baseUrl: string, cookie = ''): Promise<{ set: string[]; read: string | undefined }> {
  let read: string | undefined;
  const app = new Hono().get('/', (c) => {
    const cookies = cookiesOf(c, 'fenwick', baseUrl);
    read = cookies.get('session');
    cookies.set('session', 'one');
    cookies.set('impersonation', 'two');
    cookies.saveBrowser('three');
    return c.body(null);
  });
  const response = await app.request('/', { headers: { cookie } });
  return { set: response.headers.getSetCookie(), read };
}

describe('the cookies of a site', () => {
  it('are bound to the host and to TLS where there is TLS', async () => {
    const { set } = await setBy('https://tab.example');
    expect(set.map((line) => line.split('=')[0])).toEqual([
      '__Host-sitetab-fenwick',
      '__Host-sitetab.in-fenwick',
      '__Host-sitetab.browser',
    ]);
    for (const line of set) expect(line).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  });

  it('are never taken from a name that another host could have set', async () => {
    expect((await setBy('https://tab.example', 'sitetab-fenwick=planted')).read).toBeUndefined();
    expect((await setBy('http://tab.example', 'sitetab-fenwick=own')).read).toBe('own');
  });

  it('are ignored when they do not have the length of our own', async () => {
    expect((await setBy('http://tab.example', `sitetab-fenwick=${'x'.repeat(10_000)}`)).read).toBeUndefined();
  });
});
