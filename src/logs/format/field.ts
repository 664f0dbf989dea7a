/** The parts of a text format: literals, and fields with the characters each can contain. */
import type { LocalTimeReader } from '../reading/lineTime.js';

export type Role = 'time' | 'size' | 'host';

/** Epoch milliseconds, or undefined where the text is no time. */
export type TimeReader = (text: string, readLocalTime: LocalTimeReader) => number | undefined;

/** A regular expression of one character of a value, and of the whole value. */
export interface Alphabet {
  readonly character: RegExp;
  readonly source: string;
  /** Whether every value has the same shape, so that its start also determines its end. */
  readonly isFixed?: boolean;
}

export interface Field {
  /** As the format writes it: `$host`, `%v`. */
  readonly name: string;
  readonly holds: Alphabet;
  readonly role?: Role;
  /** Of two fields with one role, the lower rank is read. */
  readonly rank?: number;
  readonly readTime?: TimeReader;
}

export type Token = string | Field;

/** One word: no spaces, quotes or brackets, even in a hostile request. */
export const WORD: Alphabet = { character: /[^\s"[\]\\]/, source: '[^\\s"[\\]\\\\]*' };
export const DIGITS: Alphabet = { character: /[-\w.]/, source: '[-\\w.]*' };
export const ADDRESS: Alphabet = { character: /[\w.:%-]/, source: '[\\w.:%-]*' };
/** A requested host can contain almost anything but a space, with `"` escaped. An IPv6 address has brackets. */
export const HOST: Alphabet = { character: /[^\s"]/, source: '[^\\s"\\\\]*(?:\\\\\\S[^\\s"\\\\]*)*' };
/** Several servers tried in turn: `10.0.0.1:80, 10.0.0.2:80 : unix:/run/app`. */
export const LIST: Alphabet = { character: /[^"[\]\\]/, source: '[^"[\\]\\\\]*' };
/** Text chosen by the visitor, with `"` written as `\x22` (nginx) or `\"` (Apache, `escape=json`). */
export const ESCAPED_TEXT: Alphabet = {
  character: /[^"]/,
  source: '[^"\\\\]*(?:\\\\.[^"\\\\]*)*',
};
/**
 * The user's name. Apache writes an empty one as `""`. The first alternative accepts nothing more: nearly every user is a
 * dash, and any other text is searched for its end far beyond the field.
 */
export const USER: Alphabet = { character: /[^"]/, source: `(?:-|""|${ESCAPED_TEXT.source})` };
/** Text chosen by the visitor, not escaped. */
export const RAW_TEXT: Alphabet = { character: /[^]/, source: '.*' };

/**
 * A space and the operator's own further fields, or nothing. Text that looks like the end of a second request does not
 * match.
 */
export const REST: Alphabet = {
  character: /[^]/,
  source: '(?!.*" \\d{3} (?:\\d+|-)(?: |$))(?: .*)?',
};

export function fixed(source: string, character: RegExp): Alphabet {
  return { character, source, isFixed: true };
}
