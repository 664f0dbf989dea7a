import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, createSiteWorld, type SiteWorld } from '../site/world.js';

let site: SiteWorld;
let owner: Browser;
const BASE = '/sites/agency/console/import';

beforeAll(async () => {
  site = await createSiteWorld();
  const care = [{ id: 'care', amount: '30.00', timing: 'advance' as const }];
  await site.api.world.plan({ name: 'Care', recurring: care, startupCharge: '10.00' });
  owner = await site.ownersBrowser();
});
afterAll(() => site.api.drop());

const get = async (path: string): Promise<string> => (await owner.get(path)).text;

describe('the import page', () => {
  it('asks for columns, names who would be suspended, grants days of grace, and imports', async () => {
    const file = 'Wer,email,plan,Colour\nMarsh,marsh@client.example,Care,blue\n';
    const path = (await owner.upload(BASE, { name: 'clients.csv', content: file })).to ?? '';
    expect(path).toMatch(/\/import\/[0-9a-f-]+$/);
    const first = await get(path);
    expect(first).toContain('No line of this file can be imported yet');
    expect(first).toContain('Colour');

    const columns = {
      column0: 'name',
      column1: 'email',
      column2: 'plan',
      column3: '',
      currency: 'EUR',
      timeZone: 'UTC',
    };
    await owner.post(`${path}/columns`, columns);
    const checked = await get(path);
    expect(checked).toContain('1 of 1 would be suspended at once');
    expect(checked).toContain('Marsh');

    const wrong = await owner.post(path, { graceDays: '99' });
    expect(wrong.text).toContain('Days without suspension must be');
    await owner.post(path, { graceDays: '14' });
    expect(await get(path)).toContain('0 of 1 done');
  });
});
