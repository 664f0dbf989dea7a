import { beforeAll, describe, expect, it } from 'vitest';
import { workTasks } from '../../src/tasks/workTasks.js';
import { fenwick, HOSTING, open } from '../api/fixture.js';
import { type Browser, createPagesFixture, type Reply, type PagesFixture } from '../web/fixture.js';
import { canReadQr, readQr } from '../setup/readQr.js';

const BASE = '/sites/agency/console';
let site: PagesFixture;
let owner: Browser;

beforeAll(async () => {
  site = await createPagesFixture();
  owner = await site.ownersBrowser();
});

/** Works on what was started until nothing is left, as the scheduler does. */
async function finishWork(): Promise<void> {
  const { fixture, time } = site.api;
  while (await workTasks(fixture.at(time.now)));
}

async function actions(): Promise<string[]> {
  const rows = await site.api.fixture.database.sql<
    { action: string }[]
  >`select action from audit order by id`;
  return rows.map(({ action }) => action);
}

function upload(path: string, field: string, content: string | Buffer, name = 'clients.csv'): Promise<Reply> {
  return owner.upload(path, { field, name, content });
}

const STUDIO: Readonly<Record<string, string>> = {
  name: 'Studio',
  currency: 'EUR',
  key: 'designer-key-1',
  'recurring[0].name': 'Hosting & care',
  'recurring[0].amount': '15.00',
  'recurring[0].timing': 'advance',
  'usage[0].model': 'graduated',
  'usage[0].meter': 'bandwidth',
  'usage[0].per': '1 GB',
  'usage[0].bands[0].upTo': '50',
  'usage[0].bands[0].unitPrice': '0',
  'usage[0].bands[1].unitPrice': '0.10',
  'sample.bandwidth': '120 GB',
};

describe('the designer', () => {
  it('gives the form a row more or less, and keeps what was typed', async () => {
    const more = await owner.post(`${BASE}/plans/new`, { ...STUDIO, act: 'add band 0' });
    expect(more.status).toBe(200);
    expect(more.text).toContain('name="usage[0].bands[2].unitPrice"');
    expect(more.text).toMatch(/name="usage\[0\]\.bands\[0\]\.upTo"[^>]*value="50"/);
    const less = await owner.post(`${BASE}/plans/new`, { ...STUDIO, act: 'remove band 0 0' });
    expect(less.text).not.toContain('name="usage[0].bands[1].unitPrice"');
    const packages = await owner.post(`${BASE}/plans/new`, { ...STUDIO, act: 'add usage package' });
    expect(packages.text).toContain('name="usage[1].packageSize"');
  });

  it('shows what a plan comes to: the bill, the prices and their curve', async () => {
    const { text } = await owner.post(`${BASE}/plans/new`, { ...STUDIO, act: 'preview' });
    expect(text).toMatch(/<strong>22\.00<\/strong>/);
    expect(text).toContain('<svg');
    expect(text).toContain('200 GB');
  });

  it('shows what is wrong beside the field that is wrong', async () => {
    const wrong = { ...STUDIO, act: 'save', 'usage[0].bands[1].upTo': '40', 'recurring[0].amount': 'much' };
    const reply = await owner.post(`${BASE}/plans/new`, wrong);
    expect(reply.status).toBe(422);
    expect(reply.text).toContain('id="usage[0].bands[1].upTo-error"');
    expect(reply.text).toContain('id="recurring[0].amount-error"');
    expect((await site.api.get('/v1/plans')).body.data).toHaveLength(0);
  });

  it('saves a plan once, however often the form is sent', async () => {
    const first = await owner.post(`${BASE}/plans/new`, { ...STUDIO, act: 'save' });
    const second = await owner.post(`${BASE}/plans/new`, { ...STUDIO, act: 'save' });
    expect([first.status, second.to]).toEqual([303, first.to]);
    const { data } = (await site.api.get('/v1/plans')).body;
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({
      recurring: [{ id: 'hosting-care', name: 'Hosting & care', amount: '15.00' }],
      usage: [{ id: 'bandwidth', per: '1000000000', bands: [{ upTo: '50' }, { unitPrice: '0.10' }] }],
    });
  });

  it('gives a plan a new version that keeps the ids of its lines', async () => {
    const [plan] = (await site.api.get('/v1/plans')).body.data;
    const path = `${BASE}/plans/${plan?.id ?? ''}/version`;
    const form = await owner.get(path);
    expect(form.text).toMatch(/name="recurring\[0\]\.id" value="hosting-care"/);
    const changed = {
      ...STUDIO,
      act: 'save',
      'recurring[0].id': 'hosting-care',
      'usage[0].id': 'bandwidth',
      'recurring[0].amount': '18.00',
    };
    expect((await owner.post(path, changed)).status).toBe(303);
    const { versions } = (await site.api.get(`/v1/plans/${plan?.id ?? ''}`)).body;
    expect(versions.map(({ version }) => version)).toEqual([2, 1]);
  });
});

describe('blanket replacement', () => {
  it('shows what it would do, moves everybody as work that goes on by itself, and does it once', async () => {
    const old = (await site.api.post('/v1/plans', HOSTING)).body;
    const next = (await site.api.post('/v1/plans', { ...HOSTING, name: 'Hosting 2', recurring: [] })).body;
    for (let count = 0; count < 3; count += 1) await open(site.api, { plans: [old.id] });
    const path = `${BASE}/plans/${old.id}/replace`;
    expect((await owner.get(path)).text).toContain('the start of the next period of each account');
    const shown = await owner.get(`${path}?with=${next.id}&when=period&date=`);
    expect(shown.text).toContain('Move 3 accounts from Hosting to Hosting 2?');
    expect(shown.text).toContain('−10.00');
    const [, key = ''] = /name="key" value="([^"]+)"/.exec(shown.text) ?? [];
    const form = { with: next.id, effective: 'period', key };
    const begun = await owner.post(path, form);
    expect((await owner.post(path, form)).to).toBe(begun.to);
    const waiting = await owner.get(begun.to ?? '');
    expect([waiting.headers.get('refresh'), waiting.text.includes('0 of 3 accounts done')]).toEqual([
      '3',
      true,
    ]);
    await finishWork();
    const done = await owner.get(begun.to ?? '');
    expect([done.headers.get('refresh'), done.text.includes('3 accounts moved')]).toEqual([null, true]);
    const plan = await owner.get(`${BASE}/plans/${next.id}`);
    expect(plan.text).toContain('Hosting 2: 3 accounts');
    expect(await actions()).toEqual(
      expect.arrayContaining(['plan.replacement', 'plan.replace', 'account.replace-plan']),
    );
  });

  it('is refused before it is done where the plans are in two currencies or the day does not exist', async () => {
    const euros = (await site.api.post('/v1/plans', HOSTING)).body;
    const pounds = (await site.api.post('/v1/plans', { ...HOSTING, currency: 'GBP' })).body;
    const path = `${BASE}/plans/${euros.id}/replace`;
    expect((await owner.get(`${path}?with=${pounds.id}`)).status).toBe(422);
    for (const date of ['2026-02-30', '']) {
      const again = await owner.get(`${path}?with=${euros.id}&when=date&date=${date}`);
      expect([again.status, again.text.includes('id="date-error"')]).toEqual([422, true]);
      expect(again.text).toContain('name="when" value="date" checked');
    }
  });
});

describe('the log', () => {
  it('describes in words what a change has changed', async () => {
    const { id } = await open(site.api);
    const body = { creditLimit: '250.00', tax: { name: 'VAT', percent: '20' } };
    expect((await site.api.ask(`/v1/accounts/${id}`, { method: 'PATCH', body })).status).toBe(200);
    const { text } = await owner.get('/sites/agency/audit');
    expect(text).toContain('credit limit: 100.00 → 250.00');
    expect(text).toContain('tax: none → name VAT, percent 20');
  });
});

describe('an import', () => {
  const HEAD = 'Name;E-mail;Currency;Time zone;Day;Limit;Plan;Slug;Site name;Hostnames;Opening balance\n';

  it('checks every line first, and then opens the sound ones once', async () => {
    await site.api.post('/v1/plans', { ...HOSTING, name: 'Imported' });
    await open(
      site.api,
      fenwick({ sites: [{ slug: 'taken', name: 'Taken', hostnames: ['taken.example'] }] }),
    );
    const lines = [
      'Marlow Ceramics;a@marlow.example;EUR;Europe/London;3;50.00;imported;marlow;;marlow.example;-12.50',
      'Tern Coffee;b@tern.example;EUR;Europe/London;;;;tern;Tern;tern.example www.tern.example;20.00',
      'Nobody;not an address;EUR;Europe/London;1;;;nobody;;;',
      'Zone;c@zone.example;EUR;Europe/Nowhere;1;;;zone;;;',
      'Taken;d@taken.example;EUR;Europe/London;1;;;taken;;taken.example;',
      'Twice;e@twice.example;EUR;Europe/London;1;;;tern;;taken.example;',
      'No plan;f@plan.example;EUR;Europe/London;1;;Gold;;;;',
    ];
    const checked = await upload(`${BASE}/import`, 'file', `${HEAD}${lines.join('\n')}\n`);
    expect(checked.status).toBe(303);
    const page = await owner.get(checked.to ?? '');
    expect(page.text).toContain('2 clients can be imported');
    for (const reason of [
      'must be an email address',
      'is not a time zone',
      'the slug &quot;taken&quot; is taken',
      'the hostname &quot;taken.example&quot; is in use',
      '&quot;tern&quot; is also in line 3',
      'there is no plan &quot;Gold&quot;',
    ]) {
      expect(page.text).toContain(reason);
    }
    const before = (await site.api.get('/v1/accounts?limit=100')).body.data.length;
    for (let time = 0; time < 2; time += 1) expect((await owner.post(checked.to ?? '')).status).toBe(303);
    await finishWork();
    expect((await owner.get(checked.to ?? '')).text).toContain('2 accounts opened');
    const kept = await site.api.fixture.database
      .sql`select 1 from task_lines where input::text like '%marlow%'`;
    expect(kept).toHaveLength(0);
    const accounts = (await site.api.get('/v1/accounts?limit=100')).body.data;
    expect(accounts).toHaveLength(before + 2);
    expect(accounts.find(({ name }) => name === 'Marlow Ceramics')).toMatchObject({
      balance: '-20.24',
      billingDay: 3,
      creditLimit: '50.00',
    });
    expect(accounts.find(({ name }) => name === 'Tern Coffee')).toMatchObject({ balance: '20.00' });
  });

  it('refuses a file that is none or has no lines', async () => {
    for (const [content, reason] of [
      [Buffer.from([0xff, 0xfe, 0x00]), 'has no lines'],
      ['%PDF-1.7\n', 'is a PDF: save it as CSV'],
      [HEAD, 'has no lines'],
    ] as const) {
      const reply = await upload(`${BASE}/import`, 'file', content);
      expect([reply.status, reply.text.includes(reason)]).toEqual([422, true]);
    }
    expect((await upload(`${BASE}/import`, 'file', Buffer.alloc(4_100_000, 65))).status).toBe(413);
    expect((await owner.post(`${BASE}/import`, { file: 'x' })).status).toBe(415);
  });
});

/** The smallest picture there is: one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** The form of the settings page. */
const BUSINESS = {
  name: 'Northlight Studio',
  email: 'books@northlight.example',
  address: '1 Quay Street',
  phone: '+44 20 7946 0000',
  paymentInstructions: 'IBAN GB00',
  defaultCreditLimit: '75.00',
  taxName: 'VAT',
  taxPercent: '20',
  taxNumber: 'GB 123',
  suspendedWords: 'Back <soon>.',
};

describe('emails', () => {
  it('are all there, in every language, in frames that run nothing', async () => {
    const page = await owner.get(`${BASE}/emails`);
    expect(page.headers.get('content-security-policy')).toContain("frame-src 'self'");
    for (const kind of [
      'week',
      'day',
      'all-clear',
      'suspended',
      'reactivated',
      'receipt',
      'statement',
      'upstream',
    ]) {
      for (const language of ['en', 'de']) {
        const frame = await owner.get(`${BASE}/emails/frame?kind=${kind}&language=${language}`);
        expect([kind, frame.status]).toEqual([kind, 200]);
        expect(frame.headers.get('content-security-policy')).toContain('sandbox');
        expect(frame.text).toContain(language === 'de' ? 'Guten Tag' : 'Hello');
      }
    }
    for (const kind of ['invitation', 'password-reset', 'impersonation']) {
      expect((await owner.get(`${BASE}/emails?kind=${kind}&language=de`)).status).toBe(200);
    }
  });

  it('show an account as it is, and no other tenant’s', async () => {
    const { id } = await open(site.api);
    const kinds = ['week', 'day', 'all-clear', 'suspended', 'reactivated', 'receipt', 'statement'];
    for (const kind of kinds) {
      const reply = await owner.get(`${BASE}/emails?kind=${kind}&language=en&account=${id}`);
      expect([kind, reply.status, reply.text.includes('with the current figures of Fenwick')]).toEqual([
        kind,
        200,
        true,
      ]);
    }
    const foreign = await owner.get(`${BASE}/emails?kind=week&account=01a3c5e7-7000-7000-8000-000000000000`);
    expect(foreign.status).toBe(404);
  });

  it('carry the code for banking apps once there is a bank account, which is checked', async () => {
    const empty = Object.fromEntries(Object.keys(BUSINESS).map((field) => [field, '']));
    const { name } = (await site.api.get('/v1/sites/agency')).body;
    const bank = { bankHolder: 'Alder Web', bankIban: 'DE89 3704 0044 0532 0130 01', bankBic: '' };
    const save = (change: object) => owner.post(`${BASE}/settings`, { ...empty, name, ...bank, ...change });
    expect((await save({})).text).toContain('is not a correct IBAN');
    expect((await save({ bankIban: 'DE89 3704 0044 0532 0130 00' })).status).toBe(303);
    const settingsOf = async () => (await site.api.get('/v1/sites/agency')).body['settings'];
    expect(await settingsOf()).toHaveProperty('bankAccount', {
      holder: 'Alder Web',
      iban: 'DE89370400440532013000',
    });
    const shown = (await owner.get(`${BASE}/emails/frame?kind=suspended&language=de`)).text;
    expect(shown).toContain('IBAN DE89 3704 0044 0532 0130 00');
    expect(shown).not.toContain('cid:transfer');
    const [, picture = ''] = /src="data:image\/png;base64,([^"]+)"/.exec(shown) ?? [];
    if (canReadQr) expect(await readQr(Buffer.from(picture, 'base64'))).toContain('\nEUR165.00\n\nRF');
    expect((await save({ bankHolder: '', bankIban: '' })).status).toBe(303);
    expect(await settingsOf()).toHaveProperty('bankAccount', null);
  });

  it('bear the name of the business, which is changed in one place', async () => {
    const empty = Object.fromEntries(Object.keys(BUSINESS).map((field) => [field, '']));
    const save = (name: string) => owner.post(`${BASE}/settings`, { ...empty, name });
    const before = (await site.api.get('/v1/sites/agency')).body.name;
    expect((await save('Alder Web')).status).toBe(303);
    expect((await owner.get(`${BASE}/settings`)).text).toContain('Alder Web</a>');
    expect((await owner.get(`${BASE}/emails/frame?kind=week&language=en`)).text).toContain('Alder Web');
    expect((await save('')).text).toContain('name-error');
    expect((await save(before)).status).toBe(303);
  });

  const LOOK = { emailAccent: '#7a1f5c', emailFooter: 'Company 1234' };
  const WORDS = {
    'words-week': '<b>Do</b> call us.',
    'words-day': '',
    'words-all-clear': '',
    'words-suspended': '',
    'words-reactivated': '',
    'words-receipt': '',
    'words-statement': '',
    'words-closing': 'Yours, Ada',
  };

  it('contain the owner’s own text, escaped', async () => {
    expect((await owner.post(`${BASE}/emails`, { ...LOOK, ...WORDS })).status).toBe(303);
    const week = (await owner.get(`${BASE}/emails/frame?kind=week&language=en`)).text;
    for (const words of ['#7a1f5c', 'Company 1234', '&lt;b&gt;Do&lt;/b&gt; call us.', 'Yours, Ada']) {
      expect(week).toContain(words);
    }
    const day = (await owner.get(`${BASE}/emails/frame?kind=day&language=en`)).text;
    expect([day.includes('call us'), day.includes('Yours, Ada')]).toEqual([false, true]);
    const light = await owner.post(`${BASE}/emails`, { ...LOOK, ...WORDS, emailAccent: '#ffee88' });
    expect([light.status, light.text.includes('is too light for white text')]).toEqual([422, true]);
  });

  it('carry a logo that is a picture and small enough', async () => {
    expect((await upload(`${BASE}/emails/logo`, 'logo', PNG, 'logo.png')).status).toBe(303);
    const week = (await owner.get(`${BASE}/emails/frame?kind=week&language=en`)).text;
    expect(week).toContain('src="data:image/png;base64,');
    for (const bad of [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), Buffer.alloc(100_001, 1)]) {
      expect((await upload(`${BASE}/emails/logo`, 'logo', bad, 'logo.png')).status).toBe(422);
    }
    expect((await owner.post(`${BASE}/emails/logo/remove`)).status).toBe(303);
    expect((await owner.post(`${BASE}/emails/logo/remove`)).status).toBe(404);
    const after = (await owner.get(`${BASE}/emails/frame?kind=week&language=en`)).text;
    expect(after).not.toContain('data:image/png');
  });

  it('are sent as a test to the one who is logged in only, and not without end', async () => {
    const form = { kind: 'week', language: 'en', account: '' };
    expect((await owner.post(`${BASE}/emails/test`, form)).status).toBe(303);
    expect(site.api.testEmails).toEqual([site.owner.email]);
    expect((await owner.post(`${BASE}/emails/test`, { ...form, to: 'x@evil.example' })).status).toBe(400);
    for (let sent = 1; sent < 20; sent += 1) await owner.post(`${BASE}/emails/test`, form);
    expect((await owner.post(`${BASE}/emails/test`, form)).status).toBe(429);
    expect(site.api.testEmails).toHaveLength(20);
  });
});

describe('settings', () => {
  it('hold for accounts opened from then on, and stand in the log', async () => {
    expect((await owner.post(`${BASE}/settings`, BUSINESS)).status).toBe(303);
    const page = await owner.get(`${BASE}/settings`);
    expect(page.text).toContain('IBAN GB00');
    expect(page.text).toContain('value="Northlight Studio"');
    const opened = (await site.api.post('/v1/accounts', fenwick({ creditLimit: undefined }))).body;
    expect(opened).toMatchObject({ creditLimit: '75.00', tax: { name: 'VAT', percent: '20' } });
    const exempt = (await site.api.post('/v1/accounts', fenwick({ tax: null }))).body;
    expect(exempt).toMatchObject({ creditLimit: '100.00', tax: null });
    const preview = await owner.get(`${BASE}/settings/suspended-page`);
    expect(preview.text).toContain('Back &lt;soon&gt;.');
    expect(await actions()).toContain('site.change');
    for (const wrong of [{ taxPercent: 'much' }, { defaultCreditLimit: 'x' }, { email: 'nobody' }]) {
      const reply = await owner.post(`${BASE}/settings`, { ...BUSINESS, ...wrong });
      expect([Object.keys(wrong), reply.status]).toEqual([Object.keys(wrong), 422]);
      expect(reply.text).toContain(`id="${Object.keys(wrong)[0] ?? ''}-error"`);
    }
  });

  it('add meters', async () => {
    const meter = { name: 'users', title: 'Users', aggregation: 'max', unit: '', chargeable: 'yes' };
    expect((await owner.post(`${BASE}/settings/meters`, meter)).status).toBe(303);
    expect((await owner.get(`${BASE}/settings/meters`)).text).toContain('Users');
    expect((await owner.post(`${BASE}/settings/meters`, meter)).status).toBe(409);
  });

  it('show the state of connectors, and retry one', async () => {
    const { sql } = site.api.fixture.database;
    await open(site.api, { sites: [{ slug: 'probe', name: 'Probe', hostnames: [] }] });
    const [child] = await sql<{ id: string; generation: number }[]>`
      update sites set confirmed_generation = generation where slug = 'probe' returning id, generation`;
    const ask = `${BASE}/settings/connectors/${child?.id ?? ''}/ask`;
    const asked = owner.post(ask);
    // The worker, in the middle of the request.
    const isAsked = () => sql`select 1 from sites where slug = 'probe' and generation > confirmed_generation`;
    await expect.poll(async () => (await isAsked()).length).toBe(1);
    await sql`update sites set connector_attempts = connector_attempts + 1, connector_error = 'it is <off>'
               where slug = 'probe'`;
    expect((await asked).status).toBe(303);
    expect((await owner.get(`${BASE}/settings/connectors`)).text).toContain('Probe: it is &lt;off&gt;');
    const page = await owner.get(`${BASE}/settings/connectors`);
    expect(page.text).toContain('not confirmed');
    await sql`update sites set connector_error = 'it is <down>', connector_attempts = 2 where slug = 'probe'`;
    expect((await owner.get(`${BASE}/settings/connectors`)).text).toContain('it is &lt;down&gt;');
    expect(await actions()).toContain('connector.retry');
  });

  it('show that no web server has asked the gate about a site, and when one has', async () => {
    await open(site.api, { sites: [{ slug: 'asked', name: 'Asked', hostnames: ['asked.example'] }] });
    const answer = async (): Promise<string> => {
      const { text } = await owner.get(`${BASE}/settings/connectors`);
      const [row = ''] = /<tr>(?:(?!<tr>).)*Asked.*?<\/tr>/s.exec(text) ?? [];
      return row.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
    };
    expect(await answer()).toContain('Never asked');
    const asking = { headers: { 'x-forwarded-host': 'asked.example' } };
    expect((await owner.send('/gate', asking)).headers.get('x-sitetab-state')).toBe('active');
    await expect.poll(answer).toMatch(/Works last asked \d+/);
  });

  it('take keys of payment providers and never show them', async () => {
    const key = 'test_abcdefghijklmnopqrstuvwxyz01';
    const path = `${BASE}/settings/payments`;
    expect((await owner.post(`${path}/mollie`, { apiKey: 'wrong', enabled: 'yes' })).status).toBe(422);
    expect((await owner.post(`${path}/mollie`, { apiKey: key, enabled: 'yes' })).status).toBe(303);
    const page = await owner.get(path);
    expect([page.text.includes('pay online by Mollie'), page.text.includes(key)]).toEqual([true, false]);
    // No provider can be reached in this test.
    expect((await owner.post(`${path}/mollie/check`)).status).toBe(303);
    expect((await owner.get(path)).text).toContain('It does not work yet. Mollie could not be reached.');
    // To be copied whole, as the provider takes it.
    expect(page.text).toMatch(/<code class="whole">https?:\/\/[^<]+\/webhooks\/stripe\/[^<]+<\/code>/);
    expect((await owner.post(`${path}/mollie/forget`)).status).toBe(303);
    expect((await owner.post(`${path}/mollie/check`)).status).toBe(404);
    expect((await owner.get(path)).text).toContain('Clients cannot pay online yet');
  });
});
