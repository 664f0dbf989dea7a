import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { CSS } from './css.js';

interface PageProps {
  readonly title: string;
  /** BCP 47. */
  readonly language?: string;
  readonly wide?: boolean;
  readonly children: Child;
}

/** The HTML frame of every page: no scripts, and nothing loaded from other sites. */
export function Page({ title, language = 'en', wide = false, children }: PageProps) {
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <style>{raw(CSS)}</style>
      </head>
      <body>
        <main class={wide ? 'wide' : ''}>{children}</main>
      </body>
    </html>
  );
}

/** The Content-Security-Policy of pages: their own style, and emails in frames without scripts. */
export const PAGE_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'self'; " +
  "frame-ancestors 'self'";

/** A page as the text that is sent. */
export async function pageHtml(page: unknown): Promise<string> {
  return `<!doctype html>${String(await page)}`;
}
