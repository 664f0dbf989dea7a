import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { appendFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime, { type Address } from 'postal-mime';
import { ensureFolder } from '../../platform/files/paths.js';

/** A stored message without its content. */
export interface MailboxSummary {
  id: string;
  /** Addresses only; several are joined with a comma. */
  from: string;
  to: string;
  subject: string;
  /** In epoch milliseconds. */
  receivedAt: number;
  messageId: string;
}

export interface MailboxMessage extends MailboxSummary {
  html: string;
  text: string;
  /** The last header of each name, by its name in lower case. */
  headers: Readonly<Record<string, string>>;
}

const MESSAGES_MAX = 10_000;
const PARSED_MAX = 500;

/**
 * Messages in a folder, one .eml file each, with an append-only index. Memory holds the index of the newest ten
 * thousand (older files are removed) and a few hundred parsed messages.
 */
export class MailFolder {
  readonly #folder: string;
  readonly #index: MailboxSummary[];
  readonly #parsed = new Map<string, MailboxMessage>();
  #lastWrite: Promise<unknown> = Promise.resolve();
  #lastNumber: number;

  constructor(folder: string) {
    ensureFolder(folder, 0o700);
    this.#folder = folder;
    this.#index = readIndex(folder);
    this.#lastNumber = Number(this.#index.at(-1)?.id ?? 0);
    this.#tidy();
  }

  /** Oldest first; with a limit, only that many of the newest. */
  summaries(limit = MESSAGES_MAX): readonly MailboxSummary[] {
    return this.#index.slice(-limit);
  }

  async list(limit?: number): Promise<MailboxMessage[]> {
    const messages = await Promise.all(this.summaries(limit).map(({ id }) => this.get(id)));
    return messages.filter((message) => message !== undefined);
  }

  async get(id: string): Promise<MailboxMessage | undefined> {
    const summary = this.#index.find((each) => each.id === id);
    if (summary === undefined) return undefined;
    const known = this.#parsed.get(id);
    if (known !== undefined) return known;
    const message = await parseMessage(await readFile(this.#pathOf(id)), summary.id, summary.receivedAt);
    if (this.#parsed.size >= PARSED_MAX) this.#parsed.delete(this.#parsed.keys().next().value ?? '');
    this.#parsed.set(id, message);
    return message;
  }

  /** Stores a message. Calls run one after the other, so that the index has the order of arrival. */
  add(raw: Buffer, receivedAt: number): Promise<MailboxSummary> {
    const adding = this.#lastWrite.then(() => this.#write(raw, receivedAt));
    this.#lastWrite = adding.catch(() => undefined);
    return adding;
  }

  async #write(raw: Buffer, receivedAt: number): Promise<MailboxSummary> {
    this.#lastNumber += 1;
    const id = String(this.#lastNumber).padStart(6, '0');
    const summary = summarise(await parseMessage(raw, id, receivedAt));
    const draft = `${this.#pathOf(id)}.draft`;
    await writeFile(draft, raw, { mode: 0o600 });
    await rename(draft, this.#pathOf(id));
    await appendFile(indexPath(this.#folder), `${JSON.stringify(summary)}\n`, { mode: 0o600 });
    this.#index.push(summary);
    const tooOld = this.#index.length > MESSAGES_MAX ? this.#index.shift() : undefined;
    if (tooOld !== undefined) await rm(this.#pathOf(tooOld.id), { force: true });
    return summary;
  }

  /** A message that a killed process left unfinished was never acknowledged to its sender, so it is dropped. */
  #tidy(): void {
    const kept = new Set(this.#index.map(({ id }) => `${id}.eml`));
    for (const name of readdirSync(this.#folder)) {
      if (/\.eml(\.draft)?$/.test(name) && !kept.has(name)) rmSync(join(this.#folder, name), { force: true });
    }
    const lines = this.#index.map((summary) => `${JSON.stringify(summary)}\n`);
    writeFileSync(indexPath(this.#folder), lines.join(''), { mode: 0o600 });
  }

  #pathOf(id: string): string {
    return join(this.#folder, `${id}.eml`);
  }
}

function indexPath(folder: string): string {
  return join(folder, 'index.jsonl');
}

function readIndex(folder: string): MailboxSummary[] {
  if (!existsSync(indexPath(folder))) return [];
  const lines = readFileSync(indexPath(folder), 'utf8').split('\n');
  const found = lines.flatMap((line) => readSummary(line));
  return found.filter(({ id }) => existsSync(join(folder, `${id}.eml`))).slice(-MESSAGES_MAX);
}

/** A line that a killed process left unfinished is no message. */
function readSummary(line: string): MailboxSummary[] {
  try {
    const value = JSON.parse(line) as Partial<MailboxSummary>;
    return typeof value.id === 'string' && /^\d+$/.test(value.id) ? [value as MailboxSummary] : [];
  } catch {
    return [];
  }
}

async function parseMessage(raw: Buffer, id: string, receivedAt: number): Promise<MailboxMessage> {
  const mail = await PostalMime.parse(raw);
  return {
    id,
    from: addressesOf(mail.from === undefined ? [] : [mail.from]),
    to: addressesOf(mail.to ?? []),
    subject: mail.subject ?? '',
    receivedAt,
    messageId: mail.messageId ?? '',
    html: mail.html ?? '',
    text: mail.text ?? '',
    headers: Object.fromEntries(mail.headers.map(({ key, value }) => [key, value])),
  };
}

function summarise({ id, from, to, subject, receivedAt, messageId }: MailboxMessage): MailboxSummary {
  return { id, from, to, subject, receivedAt, messageId };
}

function addressesOf(addresses: readonly Address[]): string {
  return addresses.map(({ address }) => address ?? '').join(', ');
}
