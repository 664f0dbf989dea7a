import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConnectors } from '../../src/connectors/createConnectors.js';
import { commandFor } from './receiver.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sitetab-command-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A command that is a real program: a shell script with the given body. */
async function commandOf(body: string, timeoutMs = 5_000, args: string[] = []) {
  const program = join(folder, 'switch');
  await writeFile(program, `#!/bin/sh\ncd "${folder}"\n${body}\n`);
  await chmod(program, 0o755);
  const settings = {
    webhook: { allowPrivate: false },
    command: { argv: [program, ...args] as const, timeoutMs },
  };
  const connector = createConnectors(settings).forKind('command');
  if (connector === undefined) throw new Error('There is a command connector.');
  return connector;
}

const command = commandFor('', { config: {} });

describe('the command', () => {
  it('gets its own arguments, the verb, the order on its input, and little of the environment', async () => {
    process.env['DATABASE_URL'] ??= 'postgres://somebody:secret@db.example/ledger';
    const connector = await commandOf(
      `printf '%s\\n' "$@" > arguments; cat > order; env > environment; echo '{"state":"suspended","generation":7}'`,
      5_000,
      ['--site', '$(touch owned); "x y"'],
    );
    expect(await connector.suspend(command)).toEqual({ outcome: 'confirmed', generation: 7 });
    expect(await readFile(join(folder, 'arguments'), 'utf8')).toBe(
      '--site\n$(touch owned); "x y"\nsuspend\n',
    );
    expect(JSON.parse(await readFile(join(folder, 'order'), 'utf8'))).toMatchObject({
      type: 'site.suspend',
      slug: 'bakery',
      generation: 7,
    });
    expect(await readFile(join(folder, 'environment'), 'utf8')).not.toContain('DATABASE_URL');
    await expect(readFile(join(folder, 'owned'))).rejects.toThrow('ENOENT');
  });

  it('that prints nothing is queried for the state', async () => {
    const connector = await commandOf(
      `[ "$1" = status ] && echo '{"state":"active","generation":7}' || true`,
    );
    expect(await connector.reactivate(command)).toEqual({ outcome: 'confirmed', generation: 7 });
    expect(await connector.suspend(command)).toMatchObject({ outcome: 'failed', retryable: true });
    expect(await connector.status(command, 'active')).toEqual({ outcome: 'confirmed', generation: 7 });
  });

  it('that knows a newer order supersedes', async () => {
    const connector = await commandOf(`echo '{"state":"active","generation":8}'`);
    expect(await connector.suspend(command)).toEqual({ outcome: 'superseded', generation: 8 });
  });

  it.each([
    ['fails', 'exit 3', 'ended with code 3'],
    ['never says the state', 'true', 'does not say what state'],
    ['prints without end', 'yes', 'printed more than 64 kB'],
    ['does not end', 'sleep 60 & wait', 'did not end in time'],
  ])('that %s is tried again', async (_name, body, detail) => {
    const connector = await commandOf(body, 500);
    expect(await connector.suspend(command)).toEqual({
      outcome: 'failed',
      retryable: true,
      detail: expect.stringContaining(detail) as string,
    });
  });

  it('is killed with its children when the time is over', async () => {
    const connector = await commandOf('sleep 60 & echo $! > child; wait', 500);
    await connector.suspend(command);
    const child = Number(await readFile(join(folder, 'child'), 'utf8'));
    await expect.poll(() => isRunning(child)).toBe(false);
  });

  it('that is not there is tried again', async () => {
    const settings = {
      webhook: { allowPrivate: false },
      command: { argv: [join(folder, 'nothing')] as const },
    };
    expect(await createConnectors(settings).forKind('command')?.suspend(command)).toMatchObject({
      outcome: 'failed',
      retryable: true,
      detail: expect.stringContaining('could not be run') as string,
    });
  });
});

async function isRunning(pid: number): Promise<boolean> {
  // A killed process stays in the table until its parent looks; as a zombie it no longer runs.
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '0 (gone) Z');
  return !/\) Z/.test(state);
}
