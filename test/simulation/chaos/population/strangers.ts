import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from './client.js';
import type { Random } from '../../random.js';
import type { Journal } from './journal.js';
import type { Parts } from '../system/parts.js';

interface Siege {
  readonly parts: Pick<Parts, 'url' | 'gateUrl'>;
  readonly journal: Journal;
  /** How often the gate has answered. */
  readonly requests: { count: number };
  isOver(): boolean;
}

const ASK_EVERY_MS = 40;
const ASK_MS_MAX = 2_000;
const ATTACK_MS_MAX = 3_000;

/** Opens the account of a client who is put on hold at once, so that their site is to be closed from then on. */
export async function openHeldSite(client: Client, { name }: Journal): Promise<string> {
  const slug = `${name}-besieged`;
  const body = {
    ...{ name: 'Besieged', email: `${slug}@client.example`, currency: 'EUR', timeZone: 'UTC', billingDay: 1 },
    ...{ creditLimit: '10.00', sites: [{ slug, name: slug, hostnames: [`${slug}.example`] }] },
  };
  const opened = await client.ask(
    { method: 'POST', path: '/v1/accounts', body, key: `open-${slug}` },
    () => false,
  );
  const path = `/v1/accounts/${String(opened?.body['id'])}/hold`;
  const held = await client.ask({ method: 'POST', path, body: { reason: 'besieged' } }, () => false);
  // Asked again after an answer that got lost, it is on hold already.
  const isHeld = held?.status === 200 || (held?.status === 409 && held.wasInDoubt);
  if (!isHeld) throw new Error(`no site could be held: ${JSON.stringify([opened, held])}`);
  return `${slug}.example`;
}

/**
 * The eighth promise: asks the gate for a suspended site all the time. Without a response the web server keeps to the
 * last one, so the site stays closed; a response that opens it breaks the promise.
 */
export async function watchGate(siege: Siege, host: string): Promise<void> {
  let wasClosed = false;
  while (!siege.isOver()) {
    const answer = await fetch(siege.parts.gateUrl, {
      headers: { 'x-forwarded-host': host },
      signal: AbortSignal.timeout(ASK_MS_MAX),
    }).catch(() => null);
    if (answer !== null) {
      siege.requests.count += 1;
      if (answer.status === 403) wasClosed = true;
      // The hold reaches the gate a moment after it was answered.
      else if (wasClosed) siege.journal.letThrough.push(`${host} was answered ${answer.status}`);
    }
    await delay(ASK_EVERY_MS);
  }
}

/** Throws at every door whatever a stranger can send without a login, until it is over. */
export async function besiege(siege: Siege, random: Random): Promise<void> {
  const { parts, journal } = siege;
  const page = `${parts.url}/sites/${journal.name}-besieged/login`;
  const doors = [page, `${parts.url}/v1/accounts`, parts.gateUrl, `${parts.url}/gate`];
  while (!siege.isOver()) {
    await random
      .pick(ATTACKS)(random.pick(doors))
      .catch(() => undefined);
    await delay(random.whole(20, 200));
  }
}

type Attack = (url: string) => Promise<unknown>;

const FORM = 'application/x-www-form-urlencoded';

function send(url: string, type: string, body: string): Promise<unknown> {
  return fetch(url, {
    ...{ method: 'POST', body, redirect: 'manual' },
    headers: { 'content-type': type, 'sec-fetch-site': 'same-origin' },
    signal: AbortSignal.timeout(ATTACK_MS_MAX),
  }).then((answer) => answer.arrayBuffer());
}

/** Many fields, long ones, nested data, a large file. */
const manyFields: Attack = (url) =>
  send(url, FORM, Array.from({ length: 12_000 }, (_, n) => `f${n}=`).join('&'));
const sameField: Attack = (url) => send(url, FORM, 'email=x&'.repeat(12_000));
const longField: Attack = (url) => send(url, FORM, `email=${'%41'.repeat(30_000)}`);
const deepData: Attack = (url) => send(url, 'application/json', '['.repeat(50_000));
const upload: Attack = (url) =>
  send(
    url,
    'multipart/form-data; boundary=b',
    `--b\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n${'x,'.repeat(1_000_000)}\r\n--b--\r\n`,
  );

/** Bytes that come one by one, and many requests on one connection. */
const slowBody: Attack = (url) =>
  talk(
    url,
    `POST ${pathOf(url)} HTTP/1.1\r\nhost: x\r\ncontent-type: ${FORM}\r\ncontent-length: 90\r\n\r\n`,
    'x',
  );
const pipeline: Attack = (url) => talk(url, `GET ${pathOf(url)} HTTP/1.1\r\nhost: x\r\n\r\n`.repeat(300), '');

const ATTACKS: readonly Attack[] = [manyFields, sameField, longField, deepData, upload, slowBody, pipeline];

function pathOf(url: string): string {
  return new URL(url).pathname;
}

async function talk(url: string, first: string, then: string): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  socket.write(first);
  for (let piece = 0; piece < 20 && !socket.destroyed; piece += 1) {
    await delay(50);
    if (then !== '') socket.write(then);
  }
  socket.destroy();
}
