import { beforeAll, describe, expect, it } from 'vitest';
import { createPortalFixture, type PortalFixture } from '../portal/fixture.js';
import type { Browser } from '../web/fixture.js';

const SITES = '/sites/agency/sites';

describe('the invitations of new clients', () => {
  let portal: PortalFixture;
  let owner: Browser;

  beforeAll(async () => {
    portal = await createPortalFixture();
    owner = await portal.ownersBrowser();
    // This client has a login already.
    await portal.client('claimed');
    for (const slug of ['fenwick', 'marlow']) {
      await portal.api.fixture.open(
        {
          name: slug,
          email: `${slug}@client.example`,
          plans: [],
          sites: [{ slug, name: slug, hostnames: [] }],
        },
        '2026-01-01T09:00:00Z',
      );
    }
  });

  const invited = async (): Promise<string[]> => {
    const rows = await portal.api.fixture.database.sql`
      select recipient_address as address from emails where kind = 'invitation' order by 1`;
    return rows.map((row) => String(row['address']));
  };

  it('are offered and sent to all at once, and to nobody twice', async () => {
    expect((await owner.get(SITES)).text).toContain('2 Owners have no login and no invitation yet.');
    const { to } = await owner.post(`${SITES}/invitations`, {});
    expect(to).toBe(SITES);
    const page = await owner.get(SITES);
    expect(page.text).toContain('2 invitations sent.');
    expect(page.text).not.toContain('no invitation yet');
    expect(await invited()).toEqual(['fenwick@client.example', 'marlow@client.example']);
    await owner.post(`${SITES}/invitations`, {});
    expect(await invited()).toHaveLength(2);
  });

  it('are not offered to users who may not invite', async () => {
    const { browser } = await portal.client('rival');
    expect((await browser.post('/sites/rival/sites/invitations', {})).text).not.toContain('2 invitations');
    expect((await browser.post(`${SITES}/invitations`, {})).text).not.toContain('sent');
    expect(await invited()).toHaveLength(2);
  });
});
