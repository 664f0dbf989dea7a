import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ErrorPage } from '../../api/web/parts/ErrorPage.js';
import { LandingPage } from '../../api/public/pages/LandingPage.js';
import { MailboxMessagePage, type MailboxMessage } from '../../api/public/pages/MailboxMessagePage.js';
import { MailboxPage } from '../../api/public/pages/MailboxPage.js';
import { PAGE_SECURITY_POLICY, pageHtml } from '../../api/web/parts/Page.js';
import { SuspendedPage } from '../../api/public/pages/SuspendedPage.js';
import { packagePath } from '../../src/platform/files/paths.js';

const HOSTILE = `</style></title><script>alert('1')</script>"><img src=x onerror=alert(1)>`;
const contact = { name: 'Northlight Studio', email: 'hello@northlight.example', phone: '+44 117 496 0000' };
const message: MailboxMessage = {
  receivedAt: Date.UTC(2026, 10, 25, 9),
  from: 'Northlight Studio <hello@northlight.example>',
  to: 'Fenwick & Daughters <office@fenwick.example>',
  subject: 'fenwick.example is suspended',
  headers: [{ name: 'Message-ID', value: '<1@northlight.example>' }],
  html: '<!doctype html><html><head><title>x</title></head><body><p class="a">Hello</p></body></html>',
  text: 'Hello',
};
const entry = { url: '/mailbox/1', receivedAt: message.receivedAt, to: message.to, subject: message.subject };

const hostilePages = {
  suspended: (
    <SuspendedPage siteName={HOSTILE} contact={{ name: HOSTILE, email: HOSTILE }} customText={HOSTILE} />
  ),
  mailbox: <MailboxPage entries={[{ ...entry, to: HOSTILE, subject: HOSTILE }]} />,
  message: (
    <MailboxMessagePage
      mailboxUrl="/mailbox"
      message={{ ...message, from: HOSTILE, subject: HOSTILE, text: HOSTILE, html: HOSTILE }}
    />
  ),
  error: <ErrorPage status={404} title={HOSTILE} detail={HOSTILE} />,
};

describe('every page', () => {
  it.each(Object.entries(hostilePages))('shows hostile texts as texts: %s', async (_, page) => {
    const html = await pageHtml(page);
    expect(html).toMatch(/^<!doctype html><html lang="en">/);
    expect(html).not.toMatch(/<script|<img/i);
    expect(html.match(/<style>/g)).toHaveLength(1);
  });

  it.each(Object.entries(hostilePages))('fetches nothing and runs nothing: %s', async (_, page) => {
    // What is within the sandbox is held back by its own policy.
    const html = (await pageHtml(page)).replace(/ srcdoc="[^"]*"/, '');
    expect(html).not.toMatch(/<link|@import|url\(|<[^>]*\ssrc=|<[^>]*\son[a-z]+=/i);
  });

  it('allows itself no script', () => {
    expect(PAGE_SECURITY_POLICY).toContain("default-src 'none'");
    expect(PAGE_SECURITY_POLICY).not.toContain('script-src');
  });
});

describe('the page of a suspended site', () => {
  it('is small, and states that nothing is lost and how to contact the owner of the site', async () => {
    const html = await pageHtml(<SuspendedPage siteName="fenwick.example" contact={contact} />);
    expect(Buffer.byteLength(html)).toBeLessThan(4_096);
    expect(html).toContain('<h1>fenwick.example is suspended</h1>');
    expect(html).toContain('No content has been lost.');
    expect(html).toContain('<a href="mailto:hello@northlight.example">');
    expect(html).toContain('<a href="tel:+441174960000">');
  });

  it('shows a stranger nothing about money', async () => {
    const html = await pageHtml(<SuspendedPage siteName="fenwick.example" contact={contact} />);
    expect(html).not.toMatch(/pay|credit|balance|owe|€/i);
  });

  it('shows the words of the owner instead, paragraph by paragraph', async () => {
    const words = 'We are moving house.\n\n  \n\nBack <soon>.';
    const html = await pageHtml(
      <SuspendedPage siteName="fenwick.example" contact={contact} customText={words} />,
    );
    expect(html).toContain('<p>We are moving house.</p><p>Back &lt;soon&gt;.</p>');
    expect(html).not.toContain('taking a break');
  });

  it('speaks German, and English where it has no words', async () => {
    const german = await pageHtml(<SuspendedPage siteName="a.example" language="de-AT" contact={contact} />);
    expect(german).toContain('<html lang="de">');
    expect(german).toContain('a.example ist gesperrt');
    const french = await pageHtml(<SuspendedPage siteName="a.example" language="fr" contact={contact} />);
    expect(french).toContain('<html lang="fr">');
    expect(french).toContain('a.example est suspendu');
    const other = await pageHtml(<SuspendedPage siteName="a.example" language="pt" contact={contact} />);
    expect(other).toContain('<html lang="en">');
  });

  it('does without an address', async () => {
    const html = await pageHtml(<SuspendedPage siteName="a.example" contact={{ name: 'Northlight' }} />);
    expect(html).toContain('To reactivate it, contact Northlight.');
    expect(html).not.toContain('href=');
  });
});

describe('the mailbox', () => {
  it('explains what will fill it while it is empty', async () => {
    expect(await pageHtml(<MailboxPage entries={[]} />)).toContain('No emails yet.');
  });

  it('lists emails with their links', async () => {
    const html = await pageHtml(<MailboxPage entries={[entry]} />);
    expect(html).toContain('<h1>One email</h1>');
    expect(html).toContain('<a href="/mailbox/1">fenwick.example is suspended</a>');
    expect(html).toContain('Fenwick &amp; Daughters &lt;office@fenwick.example&gt;');
    expect(html).toContain('<time datetime="2026-11-25T09:00:00.000Z">2026-11-25 09:00 UTC</time>');
  });

  it('shows an email in a sandbox that runs nothing, under a policy that stands first', async () => {
    const html = await pageHtml(<MailboxMessagePage mailboxUrl="/mailbox" message={message} />);
    const frame = /<iframe [^>]*srcdoc="([^"]*)"/.exec(html);
    expect(frame?.[0]).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
    const email = frame?.[1]
      ?.replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'");
    expect(email).toMatch(
      /^<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'/,
    );
    expect(email).toContain('<p class="a">Hello</p>');
  });

  it('shows plain text and headers as they are', async () => {
    const html = await pageHtml(
      <MailboxMessagePage mailboxUrl="/mailbox" message={{ ...message, text: 'a\n  b <c>\n\nd' }} />,
    );
    expect(html).toContain('>a\n  b &lt;c&gt;\n\nd</pre>');
    expect(html).toContain('Message-ID: &lt;1@northlight.example&gt;');
  });
});

describe('the first page', () => {
  it('gives every address it knows, and how to put nginx behind the gate', async () => {
    const html = await pageHtml(
      <LandingPage
        mailboxUrl="http://127.0.0.1:8080/mailbox"
        apiDocumentUrl="http://127.0.0.1:8080/v1/openapi.json"
        temporalUrl="http://127.0.0.1:8233"
        gateUrl="http://127.0.0.1:8080/gate"
      />,
    );
    for (const address of ['8080/v1/openapi.json', '8233'])
      expect(html).toContain(`<a href="http://127.0.0.1:${address}">`);
    for (const address of ['8080/mailbox', '8080/gate'])
      expect(html).toContain(`http://127.0.0.1:${address}`);
    expect(html).toContain('proxy_pass http://127.0.0.1:8080/gate;');
    expect(html).toContain('proxy_pass http://127.0.0.1:8080;');
    expect(html).not.toContain('Test clock');
  });

  it('links only to what a browser can open: not to the gate, the test clock or a locked mailbox', async () => {
    const addresses = {
      ...{ siteUrl: '/sites/main/', mailboxUrl: '/mailbox', apiDocumentUrl: '/v1/openapi.json' },
      ...{ gateUrl: 'http://a.example/gate', clockUrl: '/v1/sandbox/clock' },
    };
    const linksOf = async (mayOpenMailbox: boolean): Promise<string[]> => {
      const html = await pageHtml(<LandingPage {...addresses} mayOpenMailbox={mayOpenMailbox} />);
      expect(html).toContain('/v1/sandbox/clock');
      return Array.from(html.matchAll(/<a href="([^"]+)"/g), ([, href = '']) => href);
    };
    expect(await linksOf(false)).toEqual(['/sites/main/', '/v1/openapi.json']);
    expect(await linksOf(true)).toEqual(['/sites/main/', '/mailbox', '/v1/openapi.json']);
  });

  it('has nginx ask under the same path as the README and the complete file', async () => {
    const page = await pageHtml(<LandingPage apiDocumentUrl="/v1" gateUrl="http://a.example/gate" />);
    const documents = ['README.md', 'docs/nginx.conf.example', 'docs/gate.md'].map((path) =>
      readFileSync(packagePath(path), 'utf8'),
    );
    const paths = [page, ...documents].flatMap((text) =>
      Array.from(
        text.matchAll(/auth_request (\/\S+);|location = (\/\S*gate\S*) /g),
        ([, asked, own]) => asked ?? own,
      ),
    );
    expect(paths.length).toBeGreaterThan(4);
    expect(new Set(paths)).toEqual(new Set(['/sitetab-gate']));
  });

  it('leaves out what is not there', async () => {
    const html = await pageHtml(
      <LandingPage apiDocumentUrl="/v1/openapi.json" gateUrl="http://a.example/gate" />,
    );
    expect(html).not.toMatch(/Mailbox|Temporal/);
  });
});
