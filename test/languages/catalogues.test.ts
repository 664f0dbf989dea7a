import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entriesOf, OTHER_LANGUAGES } from './texts.js';

/** Names, amounts, dates and references: no catalogue has such words, so a text that shows them got them as arguments. */
const word = fc.integer({ min: 100, max: 999 }).map((number) => `Qx${number}z`);
const count = fc.integer({ min: 2, max: 9_999 });
const orNone = fc.option(word, { freq: 4 });

const COUNTS = new Set(
  ['accounts', 'active', 'allowed', 'count', 'days', 'everyDays', 'observedDays', 'page', 'pages'].concat(
    'suspended',
    'today',
    'tomorrow',
  ),
);
const FLAGS = new Set(['isAdvance', 'many', 'atStart', 'isPlace', 'isSuspended', 'wasSuspended']);
/** Parameters that are neither a word, a count nor a flag, by name or by text and name. */
const OTHERS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  every: fc.oneof(fc.constantFrom('week', 'month'), fc.record({ days: count })),
  state: fc.constantFrom('accepted', 'refused', 'waiting'),
  months: fc.constantFrom(1, 3, 12),
  'emails.sites names': fc.array(word, { maxLength: 4 }),
  'emails.breaker.count sites': count,
  'emails.morning.when day': fc.constantFrom('today', 'tomorrow'),
  'emails.invitation.lead invitedBy': orNone,
  'emails.now.suspended until': orNone,
  'public.pay.restore until': orNone,
  'public.pay.covers until': orNone,
  'portal.plan.limits least': orNone,
  'portal.plan.limits most': orNone,
  'portal.standing.restore until': orNone,
  'portal.standing.promisedLead until': orNone,
  'portal.standing.usedUp until': orNone,
  'portal.standing.usedUpNow until': orNone,
  'portal.pay.reactivatesUntil until': orNone,
  'portal.pay.onlineUntil until': orNone,
  'portal.pay.coversUntil until': orNone,
  'portal.topUp.atMostText cap': orNone,
  'portal.topUp.cancelText email': orNone,
};

function argumentOf(path: string, name: string): fc.Arbitrary<unknown> {
  const other = OTHERS[`${path} ${name}`] ?? OTHERS[name];
  if (other !== undefined) return other;
  if (COUNTS.has(name)) return count;
  return FLAGS.has(name) ? fc.boolean() : word;
}

/** The words and the counts among the arguments. */
function givenIn(args: unknown): string[] {
  if (typeof args === 'object' && args !== null) return Object.values(args).flatMap(givenIn);
  return typeof args === 'number' || (typeof args === 'string' && args.startsWith('Qx'))
    ? [String(args)]
    : [];
}

function shownOf(given: readonly string[], text: string): string[] {
  return given.filter((part) => new RegExp(`(?<!\\w)${part}(?!\\w)`).test(text));
}

/** Texts that are right as they are in English. */
const SHARED = new Set([
  'Total',
  'Sites',
  'Site',
  'Corrections',
  'Client',
  'Documents',
  'IBAN',
  'BIC',
  ': online.',
  'per',
  'Team',
  'menu',
  'Date',
  'Contact',
]);
/** Words that no text in another language has. */
const ENGLISH = new RegExp(
  String.raw`\b(the|your|you|and|with|until|please|because|this|that|payment|suspended|owed|about|from|card|been|have|` +
    String.raw`balance|amount|usage|when|back|reply|paid|which|online at|more|day|days|month|year|not|no longer)\b`,
  'i',
);

/** What is wrong with a text, compared with the English one of the same arguments. */
function problemsOf(text: string, english: string, args: readonly unknown[]): string[] {
  const given = givenIn(args);
  const own = given.reduce((rest, part) => rest.replaceAll(part, ' '), text).trim();
  const [shown, expected] = [shownOf(given, text), shownOf(given, english)].map((parts) => parts.join(' '));
  return [
    ...(text.trim() === '' ? ['is empty'] : []),
    ...(/\b(undefined|null|NaN)\b|\[object|=>/.test(text) ? ['shows a value that is none'] : []),
    ...(shown === expected ? [] : [`shows ${shown}, not ${expected}`]),
    ...(ENGLISH.test(own) ? ['has an English word'] : []),
    ...(text === english && /\p{L}{2}/u.test(own) && !SHARED.has(own) ? ['is the English text'] : []),
  ].map((problem) => `${problem}: ${text}`);
}

describe.each(OTHER_LANGUAGES)('every text in %s', (language) => {
  const english = new Map(entriesOf('en').map((entry) => [entry.path, entry]));

  it('shows the arguments that English shows, and is no English', () => {
    const faults = entriesOf(language).flatMap(({ path, make }) => {
      const model = english.get(path);
      if (model === undefined) return [`${path} is not in English`];
      const found = (args: readonly unknown[]): string[] =>
        problemsOf(make(...args), model.make(...args), args);
      const { counterexample } = fc.check(
        fc.property(
          fc.tuple(...model.parameters.map((name) => argumentOf(path, name))),
          (args) => found(args).length === 0,
        ),
        { numRuns: model.parameters.length === 0 ? 1 : 25 },
      );
      return counterexample === null ? [] : found(counterexample[0]).map((problem) => `${path} ${problem}`);
    });
    expect(faults).toEqual([]);
  });

  it('has the spaces and quotation marks of its language', () => {
    const texts = entriesOf(language).map(({ path, make }) => {
      return make(...(english.get(path)?.parameters ?? []).map((name) => sampleOf(path, name)));
    });
    for (const text of texts) {
      if (language === 'fr') {
        expect(text).not.toMatch(/[^\u202f][;:!?»](?!\/\/)|«[^\u202f]/u);
        // A straight apostrophe is a keyboard's, not a printer's.
        expect(text).not.toContain("'");
      } else expect(text).not.toContain('\u202f');
      expect(text).not.toMatch(/ {2}|^ | $| [.,]/);
      if (language === 'es') expect(occurrences(text, '¿')).toBe(occurrences(text, '?'));
    }
  });
});

function sampleOf(path: string, name: string): unknown {
  return fc.sample(argumentOf(path, name), { numRuns: 1, seed: 1 })[0];
}

function occurrences(text: string, letter: string): number {
  return text.split(letter).length - 1;
}
