import { createHash } from 'node:crypto';
import type { Hono } from 'hono';
import { LIVE_PREVIEW } from '../console/plans/livePreview.js';
import { SITE_CSS } from './parts/siteCss.js';
import { SEARCH_KEYS } from './searchKeys.js';

interface Asset {
  readonly path: string;
  readonly text: string;
  readonly type: string;
}

/** The address contains a hash of the content, so browsers may cache it forever. */
function asset(name: string, extension: 'css' | 'js', text: string): Asset {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const type = extension === 'css' ? 'text/css; charset=UTF-8' : 'text/javascript; charset=UTF-8';
  return { path: `/assets/${name}-${hash}.${extension}`, text, type };
}

const STYLE = asset('site', 'css', SITE_CSS);
const SEARCH = asset('search-keys', 'js', SEARCH_KEYS);
const PREVIEW = asset('live-preview', 'js', LIVE_PREVIEW);

export const STYLE_PATH = STYLE.path;
export const SEARCH_KEYS_PATH = SEARCH.path;
export const LIVE_PREVIEW_PATH = PREVIEW.path;

/** Serves styles and scripts as files, so no page needs inline ones. */
export function addAssets(app: Hono): void {
  for (const { path, text, type } of [STYLE, PREVIEW, SEARCH]) {
    app.get(path, (c) =>
      c.body(text, 200, {
        'content-type': type,
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
      }),
    );
  }
}
