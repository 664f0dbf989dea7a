import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { viewerKey } from '../../api/public/viewerKey.js';
import { afterDuration } from '../../api/v1/framework/duration.js';
import { type MailSink, startMailSink } from '../../src/embedded/mailbox/mailSink.js';
import { createMailTransport } from '../../src/platform/mail/mailTransport.js';
import { type ApiFixture, createApiFixture } from './fixture.js';

const START = '2026-01-31T10:00:00.000Z';
const folder = mkdtempSync(join(tmpdir(), 'sitetab-mailbox-'));
const clock = { now: Date.parse(START), moves: [] as string[] };
let mailbox: MailSink;
let api: ApiFixture;

beforeAll(async () => {
  mailbox = await startMailSink({ dataDir: folder, now: () => clock.now });
  api = await createApiFixture({
    mailbox,
    sandbox: {
      now: () => clock.now,
      advance: async (to) => {
        clock.moves.push(new Date(to).toISOString());
        await new Promise((resolve) => setTimeout(resolve, 5));
        clock.now = to;
        return { settled: true };
      },
    },
  });
});
afterAll(async () => {
  await mailbox.stop();
  rmSync(folder, { recursive: true });
});

describe('the test clock', () => {
  it('is read and moved', async () => {
    expect((await api.get('/v1/sandbox/clock')).body).toEqual({ now: START });
    const moved = await api.post('/v1/sandbox/clock', { advance: 'P7D' });
    expect(moved).toMatchObject({ status: 200, body: { now: '2026-02-07T10:00:00.000Z', settled: true } });
    const to = '2026-03-01T00:00:00+01:00';
    expect((await api.post('/v1/sandbox/clock', { advanceTo: to })).body.now).toBe(
      '2026-02-28T23:00:00.000Z',
    );
  });

  it('makes one move after the other, each from where the last has come to', async () => {
    const before = clock.now;
    await Promise.all([1, 2, 3].map(() => api.post('/v1/sandbox/clock', { advance: 'PT1H' })));
    expect(clock.now - before).toBe(3 * 3_600_000);
  });

  it.each([
    [{}, 400, 'advance'],
    [{ advance: 'P1D', advanceTo: START }, 400, 'advance'],
    [{ advance: '7 days' }, 422, 'advance'],
    [{ advance: 'P' }, 422, 'advance'],
    [{ advance: 'P99Y' }, 422, 'advance'],
    [{ advance: 7 }, 400, 'advance'],
    [{ advanceTo: START }, 422, 'advanceTo'],
    [{ advanceTo: '2026-02-30T00:00:00Z' }, 400, 'advanceTo'],
    [{ rewind: 'P1D' }, 400, 'rewind'],
  ])('refuses %j', async (body, status, field) => {
    const moves = clock.moves.length;
    const answer = await api.post('/v1/sandbox/clock', body);
    expect(answer.status).toBe(status);
    expect(answer.body.errors).toContainEqual(expect.objectContaining({ field }));
    expect(clock.moves).toHaveLength(moves);
  });

  it.each([
    ['P1M', '2026-02-28T10:00:00.000Z'],
    ['P1Y', '2027-01-31T10:00:00.000Z'],
    ['P2W', '2026-02-14T10:00:00.000Z'],
    ['P1DT2H3M4.5S', '2026-02-01T12:03:04.500Z'],
    ['PT0S', START],
    ['PT', undefined],
    ['P1.5D', undefined],
    ['-P1D', undefined],
  ])('%s later', (duration, at) => {
    const later = afterDuration(Date.parse(START), duration);
    expect(later === undefined ? undefined : new Date(later).toISOString()).toBe(at);
  });

  it('needs a key', async () => {
    expect((await api.ask('/v1/sandbox/clock', { as: null })).status).toBe(401);
    expect((await api.ask('/v1/sandbox/mailbox', { as: null })).status).toBe(401);
  });
});

describe('the mailbox', () => {
  it('shows what went out, to programs and to people', async () => {
    const transport = createMailTransport(mailbox.url);
    const email = {
      subject: 'One <b>week</b> left',
      html: '<p>Hello</p><script>alert(1)</script>',
      text: 'Hello',
    };
    await transport.send({
      ...email,
      messageId: '<one@tab.example>',
      from: { name: 'Studio', address: 'hello@agency.example' },
      to: [{ name: 'Fenwick', address: 'fenwick@client.example' }],
    });
    const { body } = await api.get('/v1/sandbox/mailbox');
    expect(body).toMatchObject({
      data: [
        {
          from: 'hello@agency.example',
          to: 'fenwick@client.example',
          subject: email.subject,
          receivedAt: new Date(clock.now).toISOString(),
          messageId: '<one@tab.example>',
        },
      ],
      next: null,
    });
    const as = viewerKey(api.fixture.secrets);
    const list = await api.ask('/mailbox', { as });
    expect(list.body.text).toContain('One &lt;b&gt;week&lt;/b&gt; left');
    const page = await api.ask(`/mailbox/${body.data[0]?.id ?? ''}`, { as });
    expect(page.status).toBe(200);
    expect(page.body.text).not.toContain('<script>');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await api.ask('/mailbox/nothing', { as })).status).toBe(404);
    transport.close();
  });
});
