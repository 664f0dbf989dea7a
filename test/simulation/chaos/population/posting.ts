import type { Response } from './client.js';
import { cents, type ChaosFixture } from '../fixture.js';
import type { Random } from '../../random.js';
import type { Life, Post, PostKind } from './journal.js';

/** Posts under a key of its own, as a client does: some send it twice at once, some give up when nothing comes back. */
export async function post(
  fixture: ChaosFixture,
  life: Life,
  random: Random,
  kind: PostKind,
  amount: bigint,
): Promise<void> {
  const key = `${life.slug}-${life.posts.length}`;
  const note: Post = { key, kind, amount, entryId: null, dispute: 'none', reversal: 'no' };
  life.posts.push(note);
  const twins = random.chance(0.15) ? 2 : 1;
  const impatient = random.chance(0.1);
  const responses = await Promise.all(
    Array.from({ length: twins }, () => send(fixture, life, note, () => impatient || fixture.isOver())),
  );
  for (const answer of responses) noteAnswer(fixture, life, note, answer);
}

/** The same request as the first time. */
export function send(
  { client }: ChaosFixture,
  life: Life,
  note: Post,
  isOver: () => boolean,
  amount = note.amount,
): Promise<Response | undefined> {
  const path = `/v1/accounts/${life.accountId ?? ''}/${note.kind}s`;
  return client.ask({ method: 'POST', path, body: bodyOf(note, amount), key: note.key }, isOver);
}

export function noteAnswer(
  { journal }: ChaosFixture,
  life: Life,
  note: Post,
  answer: Response | undefined,
): void {
  if (answer === undefined) return;
  const id = String(answer.body['id']);
  if (answer.status !== 201) {
    journal.complaints.push(
      `${life.slug}: ${note.key} was answered ${answer.status} ${JSON.stringify(answer.body)}`,
    );
  } else if (note.entryId !== null && note.entryId !== id) {
    journal.complaints.push(
      `${life.slug}: the key ${note.key} was answered with ${note.entryId} and with ${id}`,
    );
  } else {
    note.entryId = id;
  }
}

function bodyOf({ kind, key }: Post, amount: bigint): object {
  switch (kind) {
    case 'payment':
      return { amount: cents(amount), method: 'bank', reference: key };
    case 'refund':
      // Whether there is credit for it is not known here at that moment.
      return {
        ...{ amount: cents(-amount), method: 'bank', reference: key },
        ...{ beyondCredit: true, reason: 'requested' },
      };
    case 'charge':
      return { amount: cents(-amount), description: `Design ${key}.`, category: 'design' };
    case 'adjustment':
      return { amount: cents(amount), description: `Correction ${key}.` };
  }
}
