import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiFixture, createApiFixture, HOSTING, open } from '../api/fixture.js';
import { findSchemathesis, runSchemathesis } from './schemathesis.js';

/** `npm run fuzz -- --minutes M` asks for more; what stands here is what every run of the tests can afford. */
const minutes = process.env['FUZZ_MINUTES'];
const seed = process.env['FUZZ_SEED'] ?? '1';

const found = await findSchemathesis();
if ('missing' in found) console.warn(`Skipped: ${found.missing}. Install Python 3 with pip to fuzz the API.`);

let api: ApiFixture;
const server = createServer((request, response) => void listener(request, response));
let listener: ReturnType<typeof getRequestListener>;
let url = '';
const folder = mkdtempSync(join(tmpdir(), 'sitetab-fuzz-'));

beforeAll(async () => {
  api = await createApiFixture();
  listener = getRequestListener((request) => api.app.fetch(request));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(join(folder, 'schemathesis.toml'), await settings());
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Half of the requests use ids that exist: otherwise most responses would be 404. */
async function settings(): Promise<string> {
  const account = (await open(api)).id;
  const plan = (await api.post('/v1/plans', HOSTING)).body.id;
  const payment = await api.post(`/v1/accounts/${account}/payments`, { amount: '1', method: 'bank' });
  await api.post('/v1/sites', { slug: 'fuzzed', name: 'Fuzzed' });
  const ids = { accounts: account, plans: plan, entries: payment.body.id, sites: 'fuzzed' };
  return Object.entries(ids)
    .map(
      ([kind, id]) =>
        `[[operations]]\ninclude-path-regex = "^/v1/${kind}/"\nparameters = { "path.id" = "${id}" }\n`,
    )
    .join('\n');
}

const CHECKS = [
  ...['not_a_server_error', 'status_code_conformance', 'content_type_conformance'],
  ...['response_headers_conformance', 'response_schema_conformance', 'ignored_auth', 'unsupported_method'],
];

it.skipIf('missing' in found)(
  'responds to whatever the OpenAPI document allows, and to what it does not, as the document specifies',
  async () => {
    if ('missing' in found) return;
    const isShort = minutes === undefined;
    const phases = isShort ? 'examples,fuzzing' : 'examples,coverage,fuzzing,stateful';
    const time = [
      '--max-time',
      isShort ? '10' : String(Number(minutes) * 60),
      '--suppress-health-check',
      'all',
    ];
    const { status, says } = await runSchemathesis({
      ...{ folder: found.folder, url, apiKey: api.apiKey, cwd: folder },
      args: [
        '--phases',
        phases,
        '--checks',
        CHECKS.join(','),
        '--seed',
        seed,
        '--continue-on-failure',
        ...time,
      ],
    });
    if (process.env['FUZZ_SHOW'] !== undefined) console.log(says);
    expect(api.logged.filter((line) => line.includes('"level":"error"'))).toEqual([]);
    expect(status, says).toBe(0);
  },
  24 * 3_600_000,
);
