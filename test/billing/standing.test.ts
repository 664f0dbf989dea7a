import { describe, expect, it } from 'vitest';
import { STARTUP_LINE } from '../../src/billing/rating/lines.js';
import { standingOf } from '../../src/billing/standing.js';
import { account, assigned, at, postedOf, shortly, taxOf, usageDay } from './account.js';

const arrears = (amount: string, id = 'care') => ({ id, amount, timing: 'arrears' as const });
const advance = (amount: string, id = 'hosting') => ({ id, amount, timing: 'advance' as const });
/** One euro a request. */
const perRequest = {
  id: 'traffic',
  meter: 'requests',
  model: 'graduated' as const,
  bands: [{ unitPrice: '1' }],
};

describe('what has accrued', () => {
  it('is nothing on no plan, and headroom is then balance and limit', () => {
    const standing = standingOf(account({ balance: 500n, creditLimit: -200n }), at('2026-03-10T00:00:00Z'));
    expect(standing).toMatchObject({ balance: 500n, accrued: 0n, headroom: 300n });
  });

  it('takes advance amounts whole when their part begins and arrears by elapsed time', () => {
    const plan = assigned('p', { recurring: [advance('31.00'), arrears('31.00')] });
    const facts = account({ assignments: [plan] });
    expect(standingOf(facts, at('2026-03-01T00:00:00Z')).accrued).toBe(31_00n);
    expect(standingOf(facts, at('2026-03-02T00:00:00Z')).accrued).toBe(32_00n);
    expect(standingOf(facts, at('2026-03-02T12:00:00Z')).accrued).toBe(32_50n);
  });

  it('is what was rated less what was posted', () => {
    const plan = assigned('p', { recurring: [advance('31.00')], usage: [perRequest] });
    const begun = account({ assignments: [plan], usage: [usageDay('2026-03-01', '5')] });
    const first = standingOf(begun, at('2026-03-01T00:00:00Z'));
    expect(shortly(first)).toEqual(['p/hosting 3100', 'p/traffic 500']);
    const posted = postedOf(first, (isAdvance) => isAdvance);
    const later = standingOf({ ...begun, balance: -31_00n, posted }, at('2026-03-20T00:00:00Z'));
    expect(later).toMatchObject({ accrued: 5_00n, headroom: -36_00n });
  });

  it('charges the start-up amount only where the plan begins in the period and only when it is due', () => {
    const first = assigned('p', { startupCharge: '99.00' }, { startup: true });
    const again = assigned('q', { startupCharge: '99.00' });
    const facts = account({ assignments: [first, again] });
    const standing = standingOf(facts, at('2026-03-05T00:00:00Z'));
    expect(shortly(standing)).toEqual([`p/${STARTUP_LINE} 9900`]);
    const next = { ...facts, openFrom: at('2026-04-01T00:00:00Z'), openFromDate: '2026-04-01' };
    expect(standingOf(next, at('2026-04-05T00:00:00Z')).accrued).toBe(0n);
  });

  it('rounds each line on its own, and the tax on what a statement comes to', () => {
    const plan = assigned('p', {
      recurring: [advance('0.03', 'a'), advance('0.03', 'b'), advance('0.03', 'c')],
    });
    // 19 % of 3 cents is 0.57: a cent on each of the three by line, two on the 9 cents they come to.
    const tax = taxOf('19');
    const facts = account({ assignments: [plan], tax });
    expect(standingOf(facts, at('2026-03-01T00:00:00Z'))).toMatchObject({ accrued: 11n, netTaxed: 9n });
    // Two periods are two statements, and what is posted already stands on the first: 21 cents bear 4, of them 4 posted.
    const posted = { ...{ corrects: null, netBefore: 0n, rounded: 0n }, net: 12n, posted: 4n };
    const later = { ...facts, taxed: [{ tax, ...posted }] };
    expect(standingOf(later, at('2026-04-01T00:00:00Z'))).toMatchObject({ accrued: 20n, netTaxed: 9n });
  });

  it('adds several plans up, each with its own minimum and maximum', () => {
    const facts = account({
      assignments: [
        assigned('low', { recurring: [arrears('10.00')], minimum: '15.00' }),
        assigned('high', { usage: [perRequest], maximum: '20.00' }),
      ],
      usage: [usageDay('2026-03-03', '25')],
    });
    expect(shortly(standingOf(facts, at('2026-03-16T12:00:00Z')))).toEqual([
      'low/care 500',
      'high/traffic 2500',
      'high/maximum -500',
    ]);
    expect(shortly(standingOf(facts, at('2026-04-01T00:00:00Z'))).slice(0, 4)).toEqual([
      'low/care 1000',
      'low/minimum 500',
      'high/traffic 2500',
      'high/maximum -500',
    ]);
  });

  it('lets a maximum bite the moment it is passed and a minimum only when its part is over', () => {
    const plan = assigned('p', { usage: [perRequest], minimum: '10.00', maximum: '20.00' });
    const standing = (requests: string, when: string) =>
      standingOf(account({ assignments: [plan], usage: [usageDay('2026-03-01', requests)] }), at(when))
        .accrued;
    expect(standing('20', '2026-03-02T00:00:00Z')).toBe(20_00n);
    expect(standing('21', '2026-03-02T00:00:00Z')).toBe(20_00n);
    expect(standing('3', '2026-03-31T23:59:59.999Z')).toBe(3_00n);
    expect(standing('3', '2026-04-01T00:00:00Z')).toBe(10_00n);
  });

  it('counts a planned charge, taxed, from the first instant of its day in the account’s zone', () => {
    const charge = { id: 's', dueOn: '2026-03-03', minor: 12_00n, description: 'domain', category: 'domain' };
    const facts = account({ timeZone: 'America/New_York', scheduled: [charge], tax: taxOf('19') });
    expect(standingOf(facts, at('2026-03-03T04:59:59Z')).headroom).toBe(0n);
    expect(standingOf(facts, at('2026-03-03T05:00:00Z')).headroom).toBe(-14_28n);
  });

  it('leaves disputed entries out, whichever way they point', () => {
    const charged = account({ balance: -50_00n, disputed: -50_00n });
    expect(standingOf(charged, at('2026-03-02T00:00:00Z')).headroom).toBe(0n);
    const paid = account({ balance: 50_00n, disputed: 50_00n });
    expect(standingOf(paid, at('2026-03-02T00:00:00Z')).headroom).toBe(0n);
  });
});

describe('a cut period', () => {
  const cheap = assigned(
    'cheap',
    {
      recurring: [advance('31.00')],
      usage: [{ ...perRequest, bands: [{ unitPrice: '0', upTo: '10' }, { unitPrice: '1' }] }],
      minimum: '62.00',
    },
    { to: '2026-03-11' },
  );
  const dear = assigned(
    'dear',
    { recurring: [advance('62.00')], usage: cheap.plan.terms.usage },
    { from: '2026-03-11' },
  );
  const steady = assigned('steady', { usage: cheap.plan.terms.usage });
  const usage = [usageDay('2026-03-10', '15'), usageDay('2026-03-11', '15')];

  it('is rated piece by piece: amounts by days, bands afresh for the plan that changed and no other', () => {
    const facts = account({ assignments: [cheap, dear, steady], usage });
    expect(shortly(standingOf(facts, at('2026-03-11T00:00:00Z')))).toEqual([
      'cheap/hosting 1000',
      'cheap/traffic 500',
      'cheap/minimum 500',
      'dear/hosting 4200',
      'dear/traffic 500',
      'steady/traffic 2000',
    ]);
  });

  it('credits the unused days of an advance amount that was posted whole', () => {
    const posted = [{ assignmentId: 'cheap', line: 'hosting', periodDate: '2026-03-01', minor: 31_00n }];
    const facts = account({ assignments: [cheap, dear], posted });
    const standing = standingOf(facts, at('2026-03-11T00:00:00Z'));
    expect(shortly(standing).filter((line) => line.includes('hosting'))).toEqual([
      'cheap/hosting -2100',
      'dear/hosting 4200',
    ]);
  });

  it('gives back what was posted for a plan that never came to hold', () => {
    const never = { ...dear, toDate: dear.fromDate };
    const posted = [
      { assignmentId: 'dear', line: 'hosting', periodDate: '2026-03-01', minor: 42_00n },
      { assignmentId: 'dear', line: STARTUP_LINE, periodDate: '2026-03-01', minor: 9_00n },
    ];
    const standing = standingOf(account({ assignments: [never], posted }), at('2026-03-11T09:00:00Z'));
    expect(standing.accrued).toBe(-51_00n);
    expect(standing.dueLines.map((line) => [line.category, line.dueMinor])).toEqual([
      ['recurring', -42_00n],
      ['startup', -9_00n],
    ]);
  });

  it('does not give back what was reversed by hand already, nor charge it again', () => {
    const reversed = {
      assignmentId: 'cheap',
      line: 'hosting',
      periodDate: '2026-03-01',
      minor: 31_00n,
      reversed: 31_00n,
    };
    const hosting = (posted: typeof reversed) =>
      shortly(
        standingOf(account({ assignments: [cheap], posted: [posted] }), at('2026-03-11T00:00:00Z')),
      ).find((line) => line.includes('hosting'));
    expect(hosting(reversed)).toBeUndefined();
    expect(hosting({ ...reversed, reversed: 0n })).toBe('cheap/hosting -2100');
    expect(hosting({ ...reversed, minor: 10_00n, reversed: 10_00n })).toBeUndefined();
    expect(hosting({ ...reversed, minor: 4_00n, reversed: 4_00n })).toBe('cheap/hosting 600');
  });

  it('takes nothing back for a clock that is a little behind the one that posted', () => {
    const plan = assigned('p', { recurring: [advance('31.00')], startupCharge: '5.00' }, { startup: true });
    const opened = at('2026-03-01T00:00:00Z');
    const facts = account({ openedAt: opened, assignments: [plan], balance: -36_00n });
    const posted = postedOf(standingOf(facts, opened));
    const behind = standingOf({ ...facts, posted }, opened - 250);
    expect(behind).toMatchObject({ asOf: opened, accrued: 0n, headroom: -36_00n, dueLines: [] });
    const later = assigned('late', { recurring: [advance('31.00')] }, { from: '2026-03-11' });
    const cut = account({ assignments: [plan, later] });
    const change = standingOf(cut, at('2026-03-11T00:00:00Z'));
    const before = standingOf({ ...cut, posted: postedOf(change) }, at('2026-03-10T23:59:59.900Z'));
    expect(before.dueLines).toEqual([]);
  });
});

describe('periods that are not settled', () => {
  it('prorates a short first period by its days of the whole one', () => {
    const plan = assigned('p', { recurring: [advance('28.00')] }, { from: '2026-02-15' });
    const opened = at('2026-02-15T13:00:00Z');
    const facts = account({ openedAt: opened, assignments: [plan] });
    expect(standingOf(facts, opened).accrued).toBe(14_00n);
  });

  it('adds up all unsettled periods', () => {
    const plan = assigned('p', { recurring: [advance('10.00')], usage: [perRequest], minimum: '12.00' });
    const usage = [usageDay('2026-03-31', '1'), usageDay('2026-04-01', '2'), usageDay('2026-05-31', '3')];
    const standing = standingOf(account({ assignments: [plan], usage }), at('2026-06-10T00:00:00Z'));
    expect(standing.unsettled.map((period) => period.startDate)).toEqual([
      '2026-03-01',
      '2026-04-01',
      '2026-05-01',
      '2026-06-01',
    ]);
    // March 12 (minimum), April 12, May 13, June's advance 10.
    expect(standing.accrued).toBe(47_00n);
    expect(standing.period.startDate).toBe('2026-06-01');
  });

  it('rates a settled period again when usage came late, at the plan it was on, and takes back its minimum', () => {
    const old = assigned('old', { usage: [perRequest], minimum: '10.00' }, { to: '2026-04-01' });
    const now = assigned('new', {}, { from: '2026-04-01' });
    const facts = account({
      assignments: [old, now],
      usage: [usageDay('2026-03-20', '14')],
      posted: [
        { assignmentId: 'old', line: 'traffic', periodDate: '2026-03-01', minor: 4_00n },
        { assignmentId: 'old', line: 'minimum', periodDate: '2026-03-01', minor: 6_00n },
      ],
      openFrom: at('2026-04-01T00:00:00Z'),
      openFromDate: '2026-04-01',
    });
    const asOf = at('2026-04-05T00:00:00Z');
    expect(standingOf(facts, asOf).accrued).toBe(0n);
    const standing = standingOf({ ...facts, latePeriods: ['2026-03-01'] }, asOf);
    expect(standing.dueLines.map((line) => [line.line, line.dueMinor, line.late])).toEqual([
      ['traffic', 10_00n, true],
      ['minimum', -6_00n, true],
    ]);
    expect(standing.accrued).toBe(4_00n);
  });

  it('goes on over a day that a change of clocks makes shorter, exactly to the period’s end', () => {
    const plan = assigned('p', { recurring: [arrears('30.00')] }, { from: '2026-03-01' });
    const timeZone = 'Europe/Berlin';
    const facts = account({ timeZone, openedAt: at('2026-02-28T23:00:00Z'), assignments: [plan] });
    const end = at('2026-03-31T22:00:00Z');
    expect(standingOf(facts, end - 1).accrued).toBe(30_00n);
    expect(standingOf(facts, end).unsettled).toHaveLength(2);
    expect(standingOf(facts, end).dueLines.reduce((sum, line) => sum + line.dueMinor, 0n)).toBe(30_00n);
  });
});
