import { readdirSync, readFileSync } from 'node:fs';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { workflowCodePath } from '../setup/temporal/temporal.js';

const FOLDER = new URL('../histories/', import.meta.url);
const STATES = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

describe('a deploy in the middle of a period', () => {
  it('has a history of each state to replay', () => {
    expect(STATES.sort()).toEqual(['parked.json', 'reactivated.json', 'settling.json', 'suspended.json']);
  });

  it.each(STATES)('replays %s', async (file) => {
    const history = historyFromJSON(JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')));
    const workflowBundle = { codePath: await workflowCodePath() };
    await Worker.runReplayHistory({ workflowBundle }, history, 'account/replayed');
  });

  it.each(STATES)('finds no name or address in %s', (file) => {
    const text = readFileSync(new URL(file, FOLDER), 'utf8');
    const payloads = [...text.matchAll(/"data": ?"([^"]+)"/g)].map(([, data = '']) =>
      Buffer.from(data, 'base64').toString('utf8'),
    );
    expect(payloads.length).toBeGreaterThan(0);
    for (const payload of [text, ...payloads]) expect(payload).not.toMatch(/fenwick|@client/i);
  });

  it('notices when the workflow would do something else', async () => {
    const history = historyFromJSON(
      JSON.parse(
        readFileSync(new URL('suspended.json', FOLDER), 'utf8').replaceAll('"switchSites"', '"chargeUsage"'),
      ),
    );
    const workflowBundle = { codePath: await workflowCodePath() };
    await expect(Worker.runReplayHistory({ workflowBundle }, history)).rejects.toThrow(
      /nondeterminism|mismatch/i,
    );
  });
});
