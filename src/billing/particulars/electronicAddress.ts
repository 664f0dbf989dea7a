import { isMod97 } from './checkDigits.js';

/**
 * The Electronic Address Scheme codes in force of the EN 16931 code lists, with a name for those in common use. Withdrawn
 * codes are left out: validators refuse them.
 */
const SCHEMES: ReadonlySet<string> = new Set(
  (
    '0002 0007 0009 0037 0060 0088 0096 0097 0106 0130 0135 0142 0151 0177 0183 0184 0188 0190 0191 0192 0193 0195 ' +
    '0196 0198 0199 0200 0201 0202 0204 0208 0209 0210 0211 0212 0213 0215 0216 0218 0221 0230 0235 9910 9913 9914 ' +
    '9915 9918 9919 9920 9922 9923 9924 9925 9926 9927 9928 9929 9930 9931 9932 9933 9934 9935 9936 9937 9938 9939 ' +
    '9940 9941 9942 9943 9944 9945 9946 9947 9948 9949 9950 9951 9952 9953 9957 9959 AQ AS AU EM'
  ).split(' '),
);

export const LEITWEG_SCHEME = '0204';
export const EMAIL_SCHEME = 'EM';

export function isAddressScheme(scheme: string): boolean {
  return SCHEMES.has(scheme);
}

export function listAddressSchemes(): string[] {
  return [...SCHEMES];
}

/**
 * A Leitweg-ID: where it goes, optionally a part of the recipient's own, and two check digits (ISO 7064 MOD 97-10).
 */
export function isLeitwegId(text: string): boolean {
  return /^\d{2,12}(-[0-9A-Z]{1,30})?-\d{2}$/i.test(text) && isMod97(text.replaceAll('-', ''));
}

/** Whether a text is meant as a Leitweg-ID: three parts, and the first begins with a German state's number, or 99. */
export function looksLikeLeitwegId(text: string): boolean {
  return /^(0[1-9]|1[0-6]|99)\d{0,10}-[0-9A-Z]{1,30}-\d{2}$/i.test(text);
}
