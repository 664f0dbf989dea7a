import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../setup/sandbox.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
let sandbox: Sandbox;

/** The first hour by the API as one script: what it says must run as it stands. */
function firstHour(): string {
  const guide = readFileSync(new URL('../../docs/first-hour-api.md', import.meta.url), 'utf8');
  const blocks = [...guide.matchAll(/<!-- run: first hour -->\n+```sh\n(.*?)```/gs)].map(
    ([, block = '']) => block,
  );
  expect(blocks.length).toBeGreaterThan(5);
  return blocks.join('\n').replace(/^export SITETAB_(URL|API_KEY|GATE)=.*$/gm, '');
}

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

describe('the first hour by the API', () => {
  it('shows the gate’s address for web servers on the first page', async () => {
    expect(await (await fetch(sandbox.url)).text()).toContain(sandbox.gateUrl);
  });

  it('runs to the email and prints it', async () => {
    const script = spawn('bash', ['-euo', 'pipefail', '-c', firstHour()], {
      cwd: ROOT,
      env: {
        ...process.env,
        SITETAB_URL: sandbox.url,
        SITETAB_API_KEY: sandbox.apiKey,
        SITETAB_GATE: sandbox.gateUrl,
      },
    });
    let output = '';
    script.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
    script.stderr.on('data', (bytes: Buffer) => (output += bytes.toString()));
    const [code] = (await once(script, 'close')) as [number];
    expect(code, output).toBe(0);
    expect(output).toContain('"total":"35.70"');
    expect(output).toContain('week: fenwick.example');
    expect(output).toMatch(/^403$/m);
    expect(output).toMatch(/^204$/m);
  }, 600_000);
});
