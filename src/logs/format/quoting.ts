/** What between the fields of a format makes it impossible to find the end of a value. */
import { type Field, type Token, USER } from './field.js';

export function findQuotingFault(tokens: readonly Token[], uncertain: readonly Field[]): string | undefined {
  const literals = tokens.filter((token) => typeof token === 'string').join('');
  if (literals.includes('\\')) return BACKSLASH;
  if (literals.split('"').length % 2 === 0) return LONE_QUOTE;
  // A name may be `""`. Of one pair it is known that it is not of the format; of two, not which is whose.
  const users = tokens.filter((token): token is Field => typeof token === 'object' && token.holds === USER);
  const [user] = users;
  if (user === undefined || users.length === 1 || !uncertain.some(({ holds }) => holds === USER))
    return undefined;
  return `${user.name} stands twice without quotes, so a visitor could move the borders of other fields: write it once.`;
}

/** Servers write one before a visitor’s own quote, so both together are no border. */
const BACKSLASH =
  'There is a backslash between the fields of the format, which a visitor’s quotes have, too: give the format as the ' +
  'server’s configuration has it, or log without backslashes.';
/** It could be read, but is hardly ever intended. */
const LONE_QUOTE = 'A quotation mark in the format is never closed: put quotes on both sides of a field.';
