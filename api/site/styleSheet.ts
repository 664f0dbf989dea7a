import { createHash } from 'node:crypto';
import type { Hono } from 'hono';
import { SITE_CSS } from './pages/siteCss.js';

const HASH = createHash('sha256').update(SITE_CSS).digest('hex').slice(0, 16);

/** Where the style sheet is; another sheet has another address, so a browser may keep it for ever. */
export const STYLE_PATH = `/assets/site-${HASH}.css`;

/** Serves the style sheet as a file, so that the pages need no inline style. */
export function addStyleSheet(app: Hono): void {
  app.get(STYLE_PATH, (c) =>
    c.body(SITE_CSS, 200, {
      'content-type': 'text/css; charset=UTF-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    }),
  );
}
