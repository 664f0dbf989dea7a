import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UserEmailContent, UserEmailKind } from '../../emails/users/userEmail.js';
import { renderEmail } from '../../emails/renderEmail.js';
import { renderPlainEmail } from '../../emails/renderPlainEmail.js';
import { tagsOf, visibleTexts } from './htmlText.js';
import { userEmails } from './userEmails.js';

const kinds = Object.keys(userEmails) as UserEmailKind[];
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066\u2067]/;

function addressOf(email: UserEmailContent): string | undefined {
  if (email.kind === 'upstream') return undefined;
  if (email.kind === 'login-changed') return email.forgotUrl;
  if ('pageUrl' in email) return email.pageUrl ?? undefined;
  return email.kind === 'impersonation' ? email.logUrl : email.link;
}

/** An email in which every text a stranger can choose is this one. */
function spoiled(email: UserEmailContent, text: string): UserEmailContent {
  const { sender } = email;
  const base = {
    recipientName: text,
    siteName: text,
    sender: { ...sender, name: text, address: text, phone: text },
  };
  switch (email.kind) {
    case 'invitation':
      return { ...email, ...base, groupName: text, invitedBy: text };
    case 'password-reset':
    case 'login-changed':
      return { ...email, ...base };
    case 'impersonation':
      return { ...email, ...base, who: text, from: text };
    case 'upstream':
      return { ...email, ...base };
    case 'breaker':
      return { ...email, ...base, names: [text, text] };
    case 'silence':
      return {
        ...email,
        ...base,
        silent: email.silent.map((each) => ({ ...each, name: text, meters: [text] })),
      };
    case 'promise':
      return { ...email, ...base, name: text };
    case 'mandate':
      return { ...email, ...base, holder: text, reference: text };
    case 'debit':
    case 'debit-returned':
      return { ...email, ...base, mandateReference: text };
    case 'webhook-off':
      return { ...email, ...base, host: text };
    case 'morning':
      return {
        ...email,
        ...base,
        due: email.due.map((each) => ({ ...each, name: text })),
        added: [text],
        left: email.left.map((each) => ({ ...each, name: text })),
      };
  }
}

describe.each(kinds)('the %s email', (kind) => {
  const email = userEmails[kind];

  it.each(['en', 'de'])('has the plain text that is committed beside this test (%s)', async (language) => {
    const { subject, text } = await renderEmail({ ...email, language });
    await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(`texts/user/${kind}.${language}.txt`);
  });

  it('leads nowhere but to its own address, and shows that as text, too', async () => {
    const { html, text } = await renderEmail(email);
    expect(html).not.toMatch(/<link|<img|<script|@import|url\(|\bsrc=|background="/i);
    const address = addressOf(email);
    const leads = [...html.matchAll(/\bhref="([^"]*)"/g)].map((match) => match[1]);
    expect(leads).toEqual(address === undefined ? [] : [address]);
    if (address === undefined) return;
    expect(visibleTexts(html)).toContain(address);
    expect(text.split('\n')).toContain(address);
  });

  it('is small and has no place left unfilled', async () => {
    const { subject, html, text } = await renderEmail(email);
    expect(Buffer.byteLength(html)).toBeLessThan(60_000);
    expect(subject + html + text).not.toMatch(/\{\{|\}\}|undefined|\[object|NaN/);
  });

  it.each(['en', 'de'])('has every fact of the HTML in its plain text (%s)', async (language) => {
    const { html, text } = await renderEmail({ ...email, language });
    const plain = text.replace(/\s+/g, ' ');
    const aboutTheButton = /^If the button|^Wenn der Knopf/;
    for (const seen of visibleTexts(html).filter((words) => !aboutTheButton.test(words))) {
      expect(plain).toContain(seen);
    }
  });

  it.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    'a\r\nBcc: everyone@example.org',
    'a\n\n<b>',
    '{{address}}{{#notes}}x{{/notes}}',
    "$& $1 $` $'",
    '\u202egnp.exe\u2066',
    '\u0001link\u0001',
    '\ud800 lone',
    'x'.repeat(50_000),
    'שלום עולם',
    '__proto__',
  ])('makes hostile names inert: %j', async (name) => {
    const plain = await renderEmail(spoiled(email, 'plain'));
    const { subject, html, text } = await renderEmail(spoiled(email, name));
    expect(tagsOf(html)).toEqual(tagsOf(plain.html));
    expect(subject).not.toMatch(CONTROL);
    expect(subject.length).toBeLessThanOrEqual(182);
    expect(text.replaceAll('\n', '')).not.toMatch(CONTROL);
    expect(html.replaceAll('\n', '')).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
    expect(Buffer.byteLength(html)).toBeLessThan(60_000);
  });

  it('has its address also in its plainest form, and nothing in it that could act', () => {
    const { subject, html, text } = renderPlainEmail(kind, spoiled(email, 'a <b>\r\nBcc: x'));
    expect(subject).not.toMatch(CONTROL);
    expect(html).not.toContain('<b>');
    expect(text).not.toMatch(/^Bcc/m);
    const address = addressOf(email);
    if (address !== undefined) expect(text.split('\n')).toContain(address);
  });
});

describe('whatever the names are', () => {
  it('they change no markup, no header and no link', async () => {
    const email = userEmails.invitation;
    const plain = tagsOf((await renderEmail(spoiled(email, 'plain'))).html);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }), async (text) => {
        const { subject, html } = await renderEmail(spoiled(email, `x${text}`));
        expect(tagsOf(html)).toEqual(plain);
        expect(subject).not.toMatch(CONTROL);
      }),
      { numRuns: 100 },
    );
  });
});

it('offers no new password to an address that is no longer good for logging in', async () => {
  const { html, text } = await renderEmail({
    ...userEmails['login-changed'],
    change: 'email',
  } as UserEmailContent);
  expect(html).not.toContain('/forgot');
  expect(text).not.toContain('/forgot');
  expect(text).toContain('reply to this email at once');
});

describe('an invitation', () => {
  it('comes from nobody in person where the site was made for its Owner', async () => {
    const { text } = await renderEmail({ ...userEmails.invitation, invitedBy: null } as never);
    expect(text).toContain('There is a login for you at fenwick.example.');
  });

  it('keeps an address of any length whole', async () => {
    const link = `https://tab.example/${'a'.repeat(400)}?one=1&two=2`;
    const { html, text } = await renderEmail({ ...userEmails.invitation, link } as never);
    expect(text).toContain(link);
    expect(html).toContain(`href="${link.replace('&', '&amp;')}"`);
  });
});

describe('the email that a site is off since its host is', () => {
  const own = { currency: 'EUR', missing: 0n, isSuspended: false, isHeld: false };
  const { upstream } = userEmails;
  if (upstream.kind !== 'upstream') throw new Error('it is of another kind');
  const textOf = async (account: typeof own | null, language = 'en') =>
    (await renderEmail({ ...upstream, language, own: account })).text;

  it('states that the own account is not the reason only where that account is in order', async () => {
    const cause = 'Your own account is not the reason';
    const back = 'your site comes back by itself';
    for (const account of [null, own]) {
      const text = await textOf(account);
      expect(text).toContain(cause);
      expect(text).toContain(back);
    }
    const missing = await textOf({ ...own, missing: 412n });
    expect(missing).toContain('Exactly €4.12 is also missing on your own account');
    expect(missing).toContain(back);
    const suspended = await textOf({ ...own, missing: 412n, isSuspended: true });
    expect(suspended).toContain('Your own account is also suspended, and exactly €4.12 is missing on it');
    const held = await textOf({ ...own, isSuspended: true, isHeld: true });
    expect(held).toContain('Your own account is also suspended by hand');
    for (const text of [suspended, held]) expect(text).not.toContain(back);
    for (const text of [missing, suspended, held]) expect(text).not.toContain(cause);
    expect(await textOf({ ...own, missing: 412n, isSuspended: true }, 'de')).toContain('genau 4,12');
  });
});
