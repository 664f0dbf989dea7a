import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PeopleLetterContent, PeopleLetterKind } from '../../emails/peopleLetter.js';
import { renderPeopleLetter } from '../../emails/renderPeopleLetter.js';
import { renderPlainPeopleLetter } from '../../emails/renderPlainLetter.js';
import { tagsOf, visibleTexts } from './htmlText.js';
import { peopleLetters } from './peopleLetters.js';

const kinds = Object.keys(peopleLetters) as PeopleLetterKind[];
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066\u2067]/;

function addressOf(letter: PeopleLetterContent): string | undefined {
  if (letter.kind === 'upstream') return undefined;
  if (letter.kind === 'login-changed') return letter.forgotUrl;
  if (letter.kind === 'brake' || letter.kind === 'silence') return letter.pageUrl ?? undefined;
  return letter.kind === 'impersonation' ? letter.logUrl : letter.link;
}

/** A letter in which every text a stranger can choose is this one. */
function spoiled(letter: PeopleLetterContent, text: string): PeopleLetterContent {
  const { sender } = letter;
  const base = {
    recipientName: text,
    siteName: text,
    sender: { ...sender, name: text, address: text, phone: text },
  };
  switch (letter.kind) {
    case 'invitation':
      return { ...letter, ...base, groupName: text, invitedBy: text };
    case 'password-reset':
    case 'login-changed':
      return { ...letter, ...base };
    case 'impersonation':
      return { ...letter, ...base, who: text, from: text };
    case 'upstream':
      return { ...letter, ...base, hostName: text };
    case 'brake':
      return { ...letter, ...base, names: [text, text] };
    case 'silence':
      return {
        ...letter,
        ...base,
        silent: letter.silent.map((each) => ({ ...each, name: text, meters: [text] })),
      };
  }
}

describe.each(kinds)('the %s letter', (kind) => {
  const letter = peopleLetters[kind];

  it.each(['en', 'de'])('says in plain text what is committed beside this test (%s)', async (language) => {
    const { subject, text } = await renderPeopleLetter({ ...letter, language });
    await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(`texts/${kind}.${language}.txt`);
  });

  it('leads nowhere but to its own address, and shows that as text, too', async () => {
    const { html, text } = await renderPeopleLetter(letter);
    expect(html).not.toMatch(/<link|<img|<script|@import|url\(|\bsrc=|background="/i);
    const address = addressOf(letter);
    const leads = [...html.matchAll(/\bhref="([^"]*)"/g)].map((match) => match[1]);
    expect(leads).toEqual(address === undefined ? [] : [address]);
    if (address === undefined) return;
    expect(visibleTexts(html)).toContain(address);
    expect(text.split('\n')).toContain(address);
  });

  it('is small and has no place left unfilled', async () => {
    const { subject, html, text } = await renderPeopleLetter(letter);
    expect(Buffer.byteLength(html)).toBeLessThan(60_000);
    expect(subject + html + text).not.toMatch(/\{\{|\}\}|undefined|\[object|NaN/);
  });

  it.each(['en', 'de'])('tells in plain text every fact of the HTML (%s)', async (language) => {
    const { html, text } = await renderPeopleLetter({ ...letter, language });
    const plain = text.replace(/\s+/g, ' ');
    const aboutTheButton = /^If the button|^Tut sich beim Knopf/;
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
    const plain = await renderPeopleLetter(spoiled(letter, 'plain'));
    const { subject, html, text } = await renderPeopleLetter(spoiled(letter, name));
    expect(tagsOf(html)).toEqual(tagsOf(plain.html));
    expect(subject).not.toMatch(CONTROL);
    expect(subject.length).toBeLessThanOrEqual(182);
    expect(text.replaceAll('\n', '')).not.toMatch(CONTROL);
    expect(html.replaceAll('\n', '')).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
    expect(Buffer.byteLength(html)).toBeLessThan(60_000);
  });

  it('has its address also in its plainest form, and nothing in it that could act', () => {
    const { subject, html, text } = renderPlainPeopleLetter(spoiled(letter, 'a <b>\r\nBcc: x'));
    expect(subject).not.toMatch(CONTROL);
    expect(html).not.toContain('<b>');
    expect(text).not.toMatch(/^Bcc/m);
    const address = addressOf(letter);
    if (address !== undefined) expect(text.split('\n')).toContain(address);
  });
});

describe('whatever the names are', () => {
  it('they change no markup, no header and no link', async () => {
    const letter = peopleLetters.invitation;
    const plain = tagsOf((await renderPeopleLetter(spoiled(letter, 'plain'))).html);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }), async (text) => {
        const { subject, html } = await renderPeopleLetter(spoiled(letter, `x${text}`));
        expect(tagsOf(html)).toEqual(plain);
        expect(subject).not.toMatch(CONTROL);
      }),
      { numRuns: 100 },
    );
  });
});

it('offers no new password to an address that is no longer good for logging in', async () => {
  const { html, text } = await renderPeopleLetter({
    ...peopleLetters['login-changed'],
    change: 'email',
  } as PeopleLetterContent);
  expect(html).not.toContain('/forgot');
  expect(text).not.toContain('/forgot');
  expect(text).toContain('answer this email at once');
});

describe('an invitation', () => {
  it('comes from nobody in person where the site was made for its Owner', async () => {
    const { text } = await renderPeopleLetter({ ...peopleLetters.invitation, invitedBy: null } as never);
    expect(text).toContain('There is a login for you at fenwick.example.');
  });

  it('keeps an address of any length whole', async () => {
    const link = `https://tab.example/${'a'.repeat(400)}?one=1&two=2`;
    const { html, text } = await renderPeopleLetter({ ...peopleLetters.invitation, link } as never);
    expect(text).toContain(link);
    expect(html).toContain(`href="${link.replace('&', '&amp;')}"`);
  });
});

describe('the email that a site is off since its host is', () => {
  const own = { currency: 'EUR', missing: 0n, isSuspended: false, isHeld: false };
  const { upstream } = peopleLetters;
  if (upstream.kind !== 'upstream') throw new Error('it is of another kind');
  const textOf = async (account: typeof own | null, language = 'en') =>
    (await renderPeopleLetter({ ...upstream, language, own: account })).text;

  it('says that the own account is not the reason only where it is in order', async () => {
    const cause = 'Your own account is not the reason';
    const back = 'your site comes back by itself';
    for (const account of [null, own]) {
      const text = await textOf(account);
      expect(text).toContain(cause);
      expect(text).toContain(back);
    }
    const missing = await textOf({ ...own, missing: 412n });
    expect(missing).toContain('exactly €4.12 is missing on your own account');
    expect(missing).toContain(back);
    const suspended = await textOf({ ...own, missing: 412n, isSuspended: true });
    expect(suspended).toContain('your own account is suspended, and exactly €4.12 is missing on it');
    const held = await textOf({ ...own, isSuspended: true, isHeld: true });
    expect(held).toContain('your own account is suspended by hand');
    for (const text of [suspended, held]) expect(text).not.toContain(back);
    for (const text of [missing, suspended, held]) expect(text).not.toContain(cause);
    expect(await textOf({ ...own, missing: 412n, isSuspended: true }, 'de')).toContain('genau 4,12');
  });
});
