import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientEmailContent, ClientEmailKind } from '../../emails/email.js';
import { renderEmail } from '../../emails/renderEmail.js';
import { tagsOf } from './htmlText.js';
import { emails, receipt, week } from './emails.js';

const kinds = Object.keys(emails) as ClientEmailKind[];
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066\u2067]/;

/** An email in which every text a stranger can choose is this one. */
function spoiled(email: ClientEmailContent, text: string): ClientEmailContent {
  const { sender } = email;
  const base = {
    recipientName: text,
    siteNames: [text],
    sender: { ...sender, name: text, address: text, phone: text },
  };
  switch (email.kind) {
    case 'week':
    case 'day':
      return {
        ...email,
        ...base,
        reason: { kind: 'charge', description: text, date: '2026-11-25', minor: 1n },
      };
    case 'all-clear':
    case 'suspended':
    case 'reactivated':
      return { ...email, ...base };
    case 'receipt':
      return { ...email, ...base, method: text, reference: `r${text}` };
    case 'statement':
      return {
        ...email,
        ...base,
        entries: email.entries.map((entry) => ({ ...entry, description: text })),
      };
  }
}

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='x",
  '</title><style>*{display:none}</style>',
  '<!-- ',
  'a\r\nBcc: everyone@example.org',
  'a\n\n<b>',
  '{{subject}}{{#rows}}x{{/rows}}',
  "$& $1 $` $'",
  '&lt;b&gt;&#0;',
  '\u202egnp.exe\u2066',
  '\u0000\u001b[2J',
  '\ud800 lone',
  '👩‍👩‍👧‍👦'.repeat(200),
  'x'.repeat(50_000),
  'שלום עולם',
  'constructor',
  '__proto__',
];

describe.each(kinds)('hostile values in the %s email', (kind) => {
  it.each(hostile)('are inert: %j', async (text) => {
    const plain = await renderEmail(spoiled(emails[kind], 'plain'));
    const { subject, html, text: body } = await renderEmail(spoiled(emails[kind], text));
    expect(tagsOf(html)).toEqual(tagsOf(plain.html));
    expect(subject).not.toMatch(CONTROL);
    expect(subject.length).toBeLessThanOrEqual(182);
    expect(body.replaceAll('\n', '')).not.toMatch(CONTROL);
    expect(Buffer.byteLength(html)).toBeLessThan(60_000);
  });
});

describe('whatever the texts are', () => {
  it('they change no markup and no header', async () => {
    const plain = tagsOf((await renderEmail(spoiled(receipt, 'plain'))).html);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }), async (text) => {
        const { subject, html } = await renderEmail(spoiled(receipt, `x${text}`));
        expect(tagsOf(html)).toEqual(plain);
        expect(subject).not.toMatch(CONTROL);
      }),
      { numRuns: 200 },
    );
  });

  it('they are shown as they are', async () => {
    const { html, text } = await renderEmail({ ...week, recipientName: 'Fish & "Chips" <Ltd> {{hello}}' });
    expect(text).toContain('Hello Fish & "Chips" <Ltd> {{hello}},');
    expect(html).toContain('Hello Fish &amp; &quot;Chips&quot; &lt;Ltd&gt; {{hello}},');
  });

  it('a line break in a name cannot add a line to the email', async () => {
    const { subject, text } = await renderEmail({ ...week, siteNames: ['a.example\r\nReference: EVIL-1'] });
    expect(subject).toBe('a.example Reference: EVIL-1: payment needed by about Wednesday 25 November');
    expect(text).not.toMatch(/^Reference: EVIL-1/m);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', 'not a link', ''])(
    'no button leads to %j',
    async (link) => {
      const { html, text } = await renderEmail({ ...week, payment: { reference: 'FD-1', link } });
      expect(html).not.toContain('href=');
      expect(text).not.toContain('Pay online');
    },
  );

  it('a link cannot leave its attribute', async () => {
    const link = 'https://pay.example/"><script>?a=1&b=2';
    const { html } = await renderEmail({ ...week, payment: { reference: 'FD-1', link } });
    expect(html).not.toContain('<script');
    expect(html).toContain('a=1&amp;b=2');
  });

  it('instructions keep their lines', async () => {
    const payment = { reference: 'FD-1', instructions: 'IBAN 1\r\nBIC 2\u0007\r\n\r\n\r\n\r\nthanks' };
    const { html, text } = await renderEmail({ ...week, payment });
    expect(text).toContain('IBAN 1\nBIC 2\n\nthanks\nReference: FD-1');
    expect(html).toContain('IBAN 1<br>BIC 2<br><br>thanks<br>');
  });
});
