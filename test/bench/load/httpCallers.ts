import { HttpConnection, requestText } from './connection.js';
import type { Caller, LoadTask, LoginTarget } from './job.js';
import { usageBatch } from './usageBatch.js';

type HttpTask = Extract<LoadTask, { port: number }>;

/** A caller over one kept-alive connection. */
export async function httpCaller(task: HttpTask): Promise<Caller> {
  const connection = await HttpConnection.open(task.port);
  const write = writerOf(task);
  const wanted = { payments: 201, accounts: 201, usage: 200, gate: 204, logins: 303 }[task.kind];
  return {
    call: async (index) => {
      const { status, text } = await connection.ask(write(index));
      return status === wanted ? undefined : `${status} ${text.slice(text.indexOf('\r\n\r\n') + 4, 600)}`;
    },
    close: () => connection.close(),
  };
}

function writerOf(task: HttpTask): (index: number) => string {
  switch (task.kind) {
    case 'gate':
      return (index) =>
        requestText('GET', '/gate', { 'x-forwarded-host': task.hosts[index % task.hosts.length] ?? '' });
    case 'logins': {
      const request = loginRequest(task);
      return () => request;
    }
    case 'payments':
      return (index) => {
        const account = task.accountIds[index % task.accountIds.length] ?? '';
        const body = JSON.stringify({ amount: '12.34', method: 'bank', reference: `order ${index}` });
        return keyed(task, `/v1/accounts/${account}/payments`, `${task.run}-${index}`, body);
      };
    case 'accounts':
      return (index) =>
        keyed(task, '/v1/accounts', `${task.run}-${index}`, accountBody(task.planId, task.run, index));
    case 'usage':
      return (index) => {
        const body = JSON.stringify({ events: usageBatch(task, index) });
        return requestText('POST', '/v1/usage', authorized(task), body);
      };
  }
}

/** A login as a form of the site's own page sends it. */
export function loginRequest({ slug, email, password }: LoginTarget): string {
  const headers = { accept: 'application/json' };
  return requestText('POST', `/sites/${slug}/login`, headers, JSON.stringify({ email, password }));
}

function authorized({ apiKey }: { readonly apiKey: string }): Record<string, string> {
  return { authorization: `Bearer ${apiKey}` };
}

function keyed(task: { readonly apiKey: string }, path: string, key: string, body: string): string {
  return requestText('POST', path, { ...authorized(task), 'idempotency-key': key }, body);
}

function accountBody(planId: string, run: string, index: number): string {
  const slug = `${run}-${index}`;
  return JSON.stringify({
    name: `Client ${slug}`,
    email: `${slug}@client.example`,
    currency: 'EUR',
    timeZone: 'Europe/London',
    billingDay: 1 + (index % 28),
    creditLimit: '100.00',
    plans: [planId],
    sites: [{ slug, name: `${slug}.example`, hostnames: [`${slug}.example`, `www.${slug}.example`] }],
  });
}
