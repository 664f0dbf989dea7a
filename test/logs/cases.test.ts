/** Logs as they were met in the field, each beside a README that says where and what is right. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isWrap, unwrapped } from '../../src/logs/format/unwrap.js';
import { collect, makeFolder, optionsFor, type Outcome } from '../collect/support.js';
import { startUsageServer, type UsageServer } from '../collect/usageServer.js';
import { formatOf } from './read.js';

const CASES = fileURLToPath(new URL('../cases/access-log/', import.meta.url));
const HOSTS = new Map([
  ['fenwick.example', 'fenwick'],
  ['quill.example', 'quill'],
]);
const COMBINED_TAIL = '%l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"';

let server: UsageServer;
let folder: ReturnType<typeof makeFolder>;

beforeEach(async () => {
  server = await startUsageServer({ now: Date.parse('2026-11-06T00:00:00Z') });
  for (const site of ['fenwick', 'quill', 'other']) server.sites.add(site);
  folder = makeFolder();
});

afterEach(async () => {
  await server.close();
  folder.remove();
});

interface Given {
  readonly format?: string;
  readonly wrap?: string;
  readonly site?: string;
  readonly sourceName?: string;
  readonly hosts?: ReadonlyMap<string, string>;
}

async function read(
  file: string,
  { format, wrap, site, sourceName, hosts = HOSTS }: Given = {},
): Promise<Outcome> {
  const declared = format === undefined ? undefined : formatOf(format);
  const wrapping = wrap !== undefined && isWrap(wrap) ? wrap : undefined;
  return collect({
    ...optionsFor(server, folder.path, join(CASES, file)),
    site,
    hosts,
    // Each file is collected as a source of its own.
    sourceName: sourceName ?? createHash('sha256').update(file).digest('hex').slice(0, 8),
    format: declared !== undefined && wrapping !== undefined ? unwrapped(declared, wrapping) : declared,
    wrap: wrapping,
  });
}

const totals = (): Record<string, [number, number]> => ({
  fenwick: server.total('fenwick'),
  quill: server.total('quill'),
});

describe('access logs met in the field', () => {
  it('B01: Nginx Proxy Manager is read by its name, and named if it is not declared', async () => {
    await read('B01-nginx-proxy-manager/input/proxy-host-1_access.log', { format: 'npm' });
    await read('B01-nginx-proxy-manager/input/redirection-host-1_access.log', { format: 'npm' });
    expect(totals()).toEqual({ fenwick: [3, 99_999], quill: [1, 500] });
    const refused = await read('B01-nginx-proxy-manager/input/proxy-host-1_access.log');
    expect(refused.code).toBe(1);
    expect(refused.error).toContain('looks like Nginx Proxy Manager: give --format npm');
    expect(refused.error).toContain('/big.jpg');
  });

  it('B02: lines in containers count once, without the error messages of programs', async () => {
    const docker = await read('B02-docker-and-cri/input/container-json.log', {
      format: 'vhost_combined',
      wrap: 'docker',
    });
    expect(docker.code).toBe(0);
    await read('B02-docker-and-cri/input/cri.log', { format: `%v %h ${COMBINED_TAIL}`, wrap: 'cri' });
    const compose = await read('B02-docker-and-cri/input/compose.log', {
      format: 'vhost_combined',
      wrap: 'compose',
    });
    expect(totals()).toEqual({ fenwick: [4, 1_234 + 1_234 + 77 + 1_234], quill: [1, 500] });
    expect(compose.out).toContain(
      '1 request left out, not in this format:\n  1, first in line 2: web-1  | 192.0.2.11',
    );
  });

  it('B04: the server’s own address is no host of a site', async () => {
    const { code } = await read('B04-elk-host-is-the-server/input/elk.log', { format: 'elk' });
    await read('B04-elk-host-is-the-server/input/host-is-an-object.log', { format: 'elk' });
    expect(code).toBe(0);
    expect(totals()).toEqual({ fenwick: [2, 2 * 7_513], quill: [1, 0] });
  });

  it('B05: JSON that is none is read where time, size and host are sound', async () => {
    const format = 'ndjson:time=time,size=body_bytes_sent,host=host';
    await read('B05-json-that-is-none/input/broken.json.log', { format });
    expect(totals()['fenwick']).toEqual([4, 1_000]);
  });

  it('B06: a client with a name is no host; nothing is guessed where the lines do not agree', async () => {
    const refused = await read('B06-vhost-then-a-name/input/access_log', { site: 'other' });
    expect([refused.code, totals()]).toEqual([1, { fenwick: [0, 0], quill: [0, 0] }]);
    await read('B06-vhost-then-a-name/input/access_log', { format: `%v %h ${COMBINED_TAIL}`, site: 'other' });
    expect(totals()).toEqual({ fenwick: [2, 48_283], quill: [1, 5_731] });
    expect(server.total('other')).toEqual([0, 0]);
  });

  it('B08: a header chosen by the visitor does not choose who pays', async () => {
    const file = 'B08-a-header-chosen-by-the-visitor/input/balancer.log';
    const format = `%{X-Forwarded-For}i %h ${COMBINED_TAIL}`;
    const refused = await read(file, { format, site: 'other' });
    expect(refused.code).toBe(1);
    expect(refused.error).toContain('does not contain the host');
    expect((await read(file, { site: 'fenwick' })).code).toBe(1);
    await read(file, { format, site: 'fenwick', hosts: new Map() });
    await read('B08-a-header-chosen-by-the-visitor/input/xff-list-only.log', {
      format: `%{X-Forwarded-For}i ${COMBINED_TAIL}`,
      site: 'fenwick',
      hosts: new Map(),
    });
    expect(totals()).toEqual({ fenwick: [5, 900_004_000], quill: [0, 0] });
  });

  it('B10: lighttpd writes the host second', async () => {
    await read('B10-host-second/input/lighttpd.log', { format: 'lighttpd' });
    await read('B10-host-second/input/ovh-cdn.log', {
      format: '%h %V %u %t "%r %>s %b" %{Referer}i %{User-Agent}i "%{a}i" "%{b}i"',
    });
    expect(totals()).toEqual({ fenwick: [2, 4_000], quill: [1, 3_000] });
  });

  it('B13: packed in parts, with zeros behind, with marks, in UTF-16', async () => {
    const file = (name: string): string => `B13-gz-and-marks/input/${name}`;
    const own = { site: 'fenwick', hosts: new Map<string, string>() };
    const cut = await read(file('cut.gz'), own);
    expect([cut.code, cut.error]).toEqual([1, expect.stringContaining('ends early')]);
    expect(totals()['fenwick']).toEqual([0, 0]);
    const sizeOf = async (name: string, given: Given): Promise<number> => {
      const before = server.total('fenwick')[1];
      expect((await read(file(name), given)).code).toBe(0);
      return server.total('fenwick')[1] - before;
    };
    expect(await sizeOf('members.gz', own)).toBe(600);
    expect(await sizeOf('zeros-behind.gz', own)).toBe(300);
    expect(await sizeOf('bom.log', {})).toBe(200);
    expect(await sizeOf('bom.json.log', { format: 'time=time,size=bytes_sent,host=host' })).toBe(200);
    expect(await sizeOf('powershell.log', own)).toBe(300);
  });

  it('B15: Caddy’s ways to write the time and the host; its errors are no accesses', async () => {
    const { code, out } = await read('B15-caddy-variants/input/caddy.log', { format: 'caddy' });
    expect([code, totals()['fenwick']]).toEqual([0, [4, 4 * 13_341]]);
    expect(out).not.toContain('left out');
  });

  it('B16: Traefik logs the bytes that left it; its text format has no host', async () => {
    await read('B16-traefik/input/traefik.json.log', { format: 'traefik' });
    expect(totals()['fenwick']).toEqual([1, 2_222]);
    const text = await read('B16-traefik/input/traefik.clf.log', { format: 'traefik', site: 'other' });
    expect(text.out).toContain('1 request left out, no host');
    expect(server.total('other')).toEqual([0, 0]);
  });

  it('B18: a host is one host in its own letters and in xn--', async () => {
    const hosts = new Map([['xn--mller-kva.example', 'fenwick']]);
    await read('B18-idn-vhost/input/idn.log', { hosts });
    expect(totals()['fenwick']).toEqual([3, 300]);
  });
});
