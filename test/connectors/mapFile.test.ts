import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConnectors } from '../../src/connectors/createConnectors.js';
import { commandFor } from './receiver.js';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sitetab-map-'));
  path = join(folder, 'suspended.map');
});
afterEach(() => rm(folder, { recursive: true }));

function mapFile(reload?: readonly [string, ...string[]]) {
  const settings = { path, ...(reload === undefined ? {} : { reload }) };
  const connector = createConnectors({ webhook: { allowPrivate: false }, mapFile: settings }).forKind(
    'map-file',
  );
  if (connector === undefined) throw new Error('There is a map-file connector.');
  return connector;
}

const read = () => readFile(path, 'utf8');
const command = commandFor('', { config: {} });
const bakery = command.siteId;

describe('the map file', () => {
  it('lists the hosts of suspended sites, with the generation of every site', async () => {
    expect(await mapFile().suspend(command)).toEqual({ outcome: 'confirmed', generation: 7 });
    await mapFile().suspend({ ...command, siteId: 'other', hostnames: ['default'], generation: 2 });
    const lines = (await read()).split('\n').slice(1);
    expect(lines).toEqual([
      `# site ${bakery} generation 7 suspended`,
      'bakery.example 1;',
      'www.bakery.example 1;',
      '# site other generation 2 suspended',
      '\\default 1;',
      '',
    ]);
    expect(await mapFile().reactivate({ ...command, generation: 8 })).toEqual({
      outcome: 'confirmed',
      generation: 8,
    });
    expect(await read()).toContain(
      `# site ${bakery} generation 8 active\n# site other generation 2 suspended\n`,
    );
    expect(await readdir(folder)).toEqual(['suspended.map']);
  });

  it('ignores a late suspend after a newer reactivate', async () => {
    await mapFile().reactivate({ ...command, generation: 8 });
    expect(await mapFile().suspend(command)).toEqual({ outcome: 'superseded', generation: 8 });
    expect(await read()).not.toContain('bakery.example');
  });

  it('reports its status', async () => {
    expect(await mapFile().status(command, 'active')).toMatchObject({ outcome: 'failed', retryable: true });
    await mapFile().suspend(command);
    expect(await mapFile().status(command, 'suspended')).toEqual({ outcome: 'confirmed', generation: 7 });
    expect(await mapFile().status(command, 'active')).toMatchObject({ outcome: 'failed', retryable: true });
    expect(await mapFile().status({ ...command, generation: 6 }, 'suspended')).toMatchObject({
      outcome: 'superseded',
    });
  });

  it('keeps every order of many at once', async () => {
    const commands = Array.from({ length: 30 }, (_, index) => ({ ...command, siteId: `site-${index}` }));
    await Promise.all(commands.map((each) => mapFile().suspend(each)));
    expect((await read()).match(/^# site site-\d+ generation 7 suspended$/gm)).toHaveLength(30);
  });

  it('takes over the lock of a writer that was killed', async () => {
    await writeFile(`${path}.lock`, '');
    await utimes(`${path}.lock`, new Date(0), new Date(0));
    expect(await mapFile().suspend(command)).toMatchObject({ outcome: 'confirmed' });
  });

  it('holds nothing but hosts', async () => {
    for (const hostname of ['a 1; } server { ', 'a;b', '*.example', 'a\nb', '']) {
      expect(await mapFile().suspend({ ...command, hostnames: [hostname] })).toMatchObject({
        outcome: 'failed',
        retryable: false,
      });
    }
    await expect(read()).rejects.toThrow('ENOENT');
  });

  it('is followed by the reload, also when the file was right already; a failing reload is no confirmation', async () => {
    const log = join(folder, 'reloads');
    const reload = ['/bin/sh', '-c', `echo again >> ${log}; test ! -e ${folder}/broken`] as const;
    expect(await mapFile(reload).suspend(command)).toMatchObject({ outcome: 'confirmed' });
    expect(await mapFile(reload).suspend(command)).toMatchObject({ outcome: 'confirmed' });
    expect(await readFile(log, 'utf8')).toBe('again\nagain\n');
    await writeFile(join(folder, 'broken'), '');
    expect(await mapFile(reload).suspend(command)).toMatchObject({ outcome: 'failed', retryable: true });
  });

  it('that cannot be written is tried again', async () => {
    path = join(folder, 'missing', 'suspended.map');
    expect(await mapFile().suspend(command)).toMatchObject({ outcome: 'failed', retryable: true });
  });
});
