import { randomUUID } from 'node:crypto';
import type { Sandbox } from '../setup/sandbox.js';

/** An account with all documented fields. */
export interface Account {
  id: string;
  name: string;
  email: string;
  currency: string;
  timeZone: string;
  billingDay: number;
  creditLimit: string;
  balance: string;
  accrued: string;
  headroom: string;
  state: 'active' | 'suspended' | 'closed';
  hold: { reason: string } | null;
  exemptUntil: string | null;
  limitDate: string | null;
  pacePerDay: string;
  suggestedTopUp: string;
  nextWakeAt: string | null;
  period: { start: string; end: string };
  notices: { week: boolean; day: boolean };
  plans: { id: string; version: number }[];
  sites: { id: string; slug: string; state: string }[];
  workflowId: string;
  workflowUrl: string | null;
}

export interface Entry {
  id: string;
  number: number;
  kind: string;
  category?: string;
  amount: string;
  balanceAfter: string;
  description: string;
  effectiveAt: string;
  postedAt: string;
  reverses?: string;
}

export interface Email {
  kind: string;
  to: string;
  subject: string;
  sentAt: string | null;
  messageId: string;
}

export interface Plan {
  id: string;
  version: number;
}

export interface Verdict {
  accepted: number;
  duplicates: number;
  rejected: { index: number; id: string | null; reason: string }[];
}

let serial = 0;

/** A word no other account of this run has. */
export function unique(word: string): string {
  serial += 1;
  return `${word}-${serial}`;
}

/** An account with one site, in euros, in UTC, billed on the first, unless said otherwise. */
export async function openAccount(sandbox: Sandbox, wanted: Record<string, unknown> = {}): Promise<Account> {
  const slug = unique('site');
  return sandbox.post<Account>('/v1/accounts', {
    name: slug,
    email: `${slug}@example.com`,
    currency: 'EUR',
    timeZone: 'UTC',
    billingDay: 1,
    creditLimit: '0.00',
    plans: [],
    sites: [{ slug, name: slug, hostnames: [`${slug}.example`] }],
    ...wanted,
  });
}

export async function makePlan(sandbox: Sandbox, terms: Record<string, unknown> = {}): Promise<string> {
  const plan = await sandbox.post<Plan>('/v1/plans', {
    name: unique('plan'),
    currency: 'EUR',
    recurring: [],
    usage: [],
    ...terms,
  });
  return plan.id;
}

/** A plan that costs nothing but one recurring amount. */
export async function recurringPlan(
  sandbox: Sandbox,
  amount: string,
  timing: 'advance' | 'arrears',
): Promise<string> {
  return makePlan(sandbox, { recurring: [{ id: 'care', amount, timing }] });
}

/** A plan that costs one price for each unit of a meter. */
export async function unitPlan(sandbox: Sandbox, meter: string, unitPrice: string): Promise<string> {
  return makePlan(sandbox, { usage: [{ id: 'use', meter, model: 'graduated', bands: [{ unitPrice }] }] });
}

export async function account(sandbox: Sandbox, id: string): Promise<Account> {
  return sandbox.get<Account>(`/v1/accounts/${id}`);
}

/** The entries in the order of their numbers. */
export async function entries(sandbox: Sandbox, id: string): Promise<Entry[]> {
  const rows = await sandbox.all<Entry>(`/v1/accounts/${id}/entries?limit=100`);
  return rows.sort((a, b) => a.number - b.number);
}

/** The emails written to an account, the oldest first. */
export async function emails(sandbox: Sandbox, id: string): Promise<Email[]> {
  const rows = await sandbox.all<Email>(`/v1/accounts/${id}/emails?limit=100`);
  return rows.sort((a, b) => Date.parse(a.sentAt ?? '') - Date.parse(b.sentAt ?? ''));
}

export async function emailKinds(sandbox: Sandbox, id: string): Promise<string[]> {
  return (await emails(sandbox, id)).map(({ kind }) => kind);
}

export async function pay(sandbox: Sandbox, id: string, amount: string): Promise<Entry> {
  return sandbox.post<Entry>(`/v1/accounts/${id}/payments`, { amount, method: 'bank', reference: 'R-1' });
}

export async function charge(sandbox: Sandbox, id: string, amount: string): Promise<Entry> {
  return sandbox.post<Entry>(`/v1/accounts/${id}/charges`, {
    amount,
    description: 'Extra work',
    category: 'design',
  });
}

/** Sends one measured value for the account's first site. */
export async function use(
  sandbox: Sandbox,
  site: string,
  meter: string,
  quantity: string,
  time?: string,
): Promise<Verdict> {
  const event = { id: randomUUID(), source: 'acceptance', site, meter, quantity };
  return sandbox.post<Verdict>('/v1/usage', { events: [{ ...event, time: time ?? (await sandbox.now()) }] });
}

/** What the gate says to a visitor of this host. */
export async function visit(sandbox: Sandbox, host: string): Promise<number> {
  return (await sandbox.send('GET', '/gate', undefined, { 'x-forwarded-host': host })).status;
}

/** Asks again until the answer is the one hoped for, because a signal follows the answer. */
export async function eventually<T>(ask: () => Promise<T>, hoped: (answer: T) => boolean): Promise<T> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (hoped(answer) || performance.now() > deadline) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits until the account's state is this one; answers the account as it is then or at the end of patience. */
export async function inState(sandbox: Sandbox, id: string, state: Account['state']): Promise<Account> {
  return eventually(
    () => account(sandbox, id),
    (answer) => answer.state === state,
  );
}

/** An amount of two decimals in cents. */
export function cents(amount: string): bigint {
  const [, sign = '', whole = '', part = ''] = /^(-?)(\d+)\.(\d\d)$/.exec(amount) ?? [];
  return BigInt(`${sign}${whole}${part}`);
}

/** Whole cents as an amount. */
export function euros(minor: bigint): string {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(3, '0');
  return `${minor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
