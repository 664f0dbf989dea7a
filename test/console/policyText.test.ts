import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPolicyTexts, onPolicyField, parsePolicyTexts } from '../../api/console/policy/policyText.js';
import { parsePolicy } from '../../src/billing/policy/parsePolicy.js';
import { CALENDAR, terms } from '../billing/policy/policies.js';

const checked = (policy: Parameters<typeof parsePolicy>[0]) =>
  parsePolicy(policy, { today: '2026-01-01', calendar: CALENDAR });
const EMPTY = formatPolicyTexts({});
const windowsOf = (windows: string) => parsePolicyTexts({ ...EMPTY, windows });

describe('the fields of a suspension policy', () => {
  it('read as the policy that they show', () => {
    fc.assert(
      fc.property(terms, fc.boolean(), (policy, isAccount) => {
        const stored = checked(policy);
        if ('refused' in stored) return;
        const currency = isAccount ? 'EUR' : undefined;
        const read = parsePolicyTexts(formatPolicyTexts(stored, currency), currency);
        expect('refused' in read ? read : checked(read)).toEqual(stored);
      }),
    );
  });

  it.each([
    ['Mon-Fri 9:00-17:00', ['mon', 'tue', 'wed', 'thu', 'fri'], '09:00', '17:00'],
    ['saturday, Sun 10:00 – 24:00', ['sat', 'sun'], '10:00', '24:00'],
    ['Fri-Mon 22:00-06:00', ['mon', 'fri', 'sat', 'sun'], '22:00', '06:00'],
    ['daily 00:00-24:00', ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], '00:00', '24:00'],
  ])('read %s', (line, days, from, to) => {
    expect(windowsOf(`\n ${line} \n`)).toMatchObject({ windows: [{ days, from, to }] });
  });

  it.each(['Mon', '09:00-17:00', 'Mun 09:00-10:00', 'Mon-Wed-Fri 09:00-10:00', 'Mon 09:00'])(
    'refuse %s and say how to write it',
    (line) => {
      expect(windowsOf(line)).toMatchObject({ refused: 'invalid', field: 'windows' });
    },
  );

  it('show a refusal at the field that it is about', () => {
    const at = (field: string) =>
      onPolicyField({ refused: 'invalid', detail: 'is wrong', field: `settings.suspensionPolicy.${field}` });
    expect(at('holidays.region').field).toBe('region');
    expect(at('holidays.dates[3]').field).toBe('dates');
    expect(at('overrunCap.EUR').field).toBe('overrunCap');
    expect(at('windows[1].to')).toMatchObject({
      field: 'windows',
      detail: 'has a mistake in line 2: it is wrong',
    });
  });
});
