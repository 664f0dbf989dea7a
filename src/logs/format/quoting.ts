/** Text between fields that makes it impossible to find the end of a value. */
import { type Field, type Token, USER } from './field.js';

export function findQuotingFault(tokens: readonly Token[], uncertain: readonly Field[]): string | undefined {
  const literals = tokens.filter((token) => typeof token === 'string').join('');
  if (literals.includes('\\')) return BACKSLASH;
  if (literals.split('"').length % 2 === 0) return LONE_QUOTE;
  // A name may be `""`. A single pair of quotes cannot belong to the format; with two pairs it is unclear which one
  // does.
  const users = tokens.filter((token): token is Field => typeof token === 'object' && token.holds === USER);
  const [user] = users;
  if (user === undefined || users.length === 1 || !uncertain.some(({ holds }) => holds === USER))
    return undefined;
  return `${user.name} stands twice without quotes, so a visitor could move the borders of other fields: write it once.`;
}

/** Servers write a backslash before a quote in a visitor’s text, so the two together are no border. */
const BACKSLASH =
  'There is a backslash between the fields of the format, which a visitor’s quotes have, too: give the format as the ' +
  'server’s configuration has it, or log without backslashes.';
/** The format can be read, but the user probably meant something else. */
const LONE_QUOTE = 'A quotation mark in the format is never closed: put quotes on both sides of a field.';
