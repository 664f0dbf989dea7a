import type { Hono } from 'hono';
import { lookupGate, readHost } from '../src/operations/index.js';
import type { AppDeps } from './deps.js';
import { createGate } from './gate.js';
import { pageHtml } from './pages/Page.js';
import { SuspendedPage } from './pages/SuspendedPage.js';

/** The gate over our own ledger, with the words of whoever hosts the site. */
export function createOwnGate({
  sql,
  subscribeGate,
  log,
}: Pick<AppDeps, 'sql' | 'subscribeGate' | 'log'>): Hono {
  return createGate({
    lookup: (host) => lookupGate(sql, host),
    subscribe: subscribeGate,
    page: async (host) => pageHtml(SuspendedPage(await wordsOf(sql, host))),
    onFailure: (doing, error) => log.warn({ err: error, doing }, 'the gate answered from memory'),
  });
}

async function wordsOf(sql: AppDeps['sql'], host: string): Promise<Parameters<typeof SuspendedPage>[0]> {
  const words = await readHost(sql, host);
  const { owner = 'Your host', email, phone, suspendedWords } = words ?? {};
  return {
    siteName: host,
    contact: { name: owner, ...(email ? { email } : {}), ...(phone ? { phone } : {}) },
    ...(suspendedWords ? { ownWords: suspendedWords } : {}),
  };
}
