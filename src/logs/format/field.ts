/** What a text format is made of: literals, and fields with what each can hold. */
import type { LocalTimeReader } from '../reading/lineTime.js';

export type Role = 'time' | 'size' | 'host';

/** Epoch milliseconds, or undefined where the text is no time. */
export type TimeReader = (text: string, readLocalTime: LocalTimeReader) => number | undefined;

/** A regular expression of one character of a value, and of the whole value. */
export interface Alphabet {
  readonly character: RegExp;
  readonly source: string;
  /** Whether every value is of the same shape, so that its start also determines its end. */
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

/** One word: it never contains a space, a quote or a bracket, also in a hostile request. */
export const WORD: Alphabet = { character: /[^\s"[\]\\]/, source: '[^\\s"[\\]\\\\]*' };
export const DIGITS: Alphabet = { character: /[-\w.]/, source: '[-\\w.]*' };
export const ADDRESS: Alphabet = { character: /[\w.:%-]/, source: '[\\w.:%-]*' };
/** A host that was asked for may hold nearly anything but a space, with `"` escaped; an IPv6 address has brackets. */
export const HOST: Alphabet = { character: /[^\s"]/, source: '[^\\s"\\\\]*(?:\\\\\\S[^\\s"\\\\]*)*' };
/** Several servers that were tried in turn: `10.0.0.1:80, 10.0.0.2:80 : unix:/run/app`. */
export const LIST: Alphabet = { character: /[^"[\]\\]/, source: '[^"[\\]\\\\]*' };
/** What a visitor chooses, with `"` written as `\x22` (nginx) or as `\"` (Apache, `escape=json`). */
export const ESCAPED_TEXT: Alphabet = {
  character: /[^"]/,
  source: '[^"\\\\]*(?:\\\\.[^"\\\\]*)*',
};
/** The user's name; Apache writes one that is empty as `""`. */
export const USER: Alphabet = { character: /[^"]/, source: `(?:""|${ESCAPED_TEXT.source})` };
/** What a visitor chooses, as it came. */
export const RAW_TEXT: Alphabet = { character: /[^]/, source: '.*' };

/** A space and further fields of one's own, or nothing. What looks like the end of a second request is none of them. */
export const REST: Alphabet = {
  character: /[^]/,
  source: '(?!.*" \\d{3} (?:\\d+|-)(?: |$))(?: .*)?',
};

export function fixed(source: string, character: RegExp): Alphabet {
  return { character, source, isFixed: true };
}
