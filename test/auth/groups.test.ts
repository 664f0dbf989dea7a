import { describe, expect, it } from 'vitest';
import { BUILT_IN_GROUPS, isBelow, permissionsOfGroup } from '../../src/auth/groups/groups.js';
import { findControlled } from '../../src/auth/groups/groupRules.js';
import { EVERY_PERMISSION } from '../../src/auth/groups/permissions.js';
import { isRefusal } from '../../src/core/values/refusal.js';

const custom = [
  { name: 'Helpers', placedUnder: 'Administrator', permissions: ['sites.read', 'no such thing'] },
  { name: 'Trainees', placedUnder: 'Helpers', permissions: ['meters.read'] },
  { name: 'Auditors', placedUnder: 'Owner', permissions: ['audit.read'] },
  { name: 'Left', placedUnder: 'Right', permissions: [] },
  { name: 'Right', placedUnder: 'Left', permissions: [] },
];

describe('the groups of a site', () => {
  it('are, to begin with, the four that are built in', () => {
    expect(BUILT_IN_GROUPS.map(({ name, permissions }) => [name, permissions.size])).toEqual([
      ['Owner', EVERY_PERMISSION.size],
      ['Administrator', EVERY_PERMISSION.size - 1],
      ['Billing', 9],
      ['Viewer', 6],
    ]);
    expect(permissionsOfGroup('Administrator', custom).has('owner.write')).toBe(false);
  });

  it('allow what they were given, of what there is', () => {
    expect([...permissionsOfGroup('Helpers', custom)]).toEqual(['sites.read']);
    expect([...permissionsOfGroup('Nobody', custom)]).toEqual([]);
    const disguised = [{ name: 'Viewer', placedUnder: 'Owner', permissions: ['owner.write'] }];
    expect(permissionsOfGroup('Viewer', disguised).has('owner.write')).toBe(false);
  });

  it.each([
    ['Administrator', 'Owner', true],
    ['Viewer', 'Owner', true],
    ['Trainees', 'Helpers', true],
    ['Trainees', 'Administrator', true],
    ['Auditors', 'Owner', true],
    ['Owner', 'Owner', false],
    ['Owner', 'Administrator', false],
    ['Billing', 'Viewer', false],
    ['Auditors', 'Administrator', false],
    ['Helpers', 'Trainees', false],
    ['Helpers', 'Helpers', false],
    ['Left', 'Left', false],
    ['Left', 'Owner', false],
    ['Nobody', 'Owner', false],
  ])('%s below %s: %s', (group, above, below) => {
    expect(isBelow(group, above, custom)).toBe(below);
  });
});

const MANAGER = { siteId: '', permissions: EVERY_PERMISSION, userId: null, isParent: false };

it('a manager changes the groups below their own, and no others', () => {
  const groups = custom.map((group) => ({ ...group, id: group.name, siteId: '', createdAt: 0 }));
  const may = (group: string | null, id: string): boolean =>
    !isRefusal(findControlled({ ...MANAGER, group }, id, groups));
  expect([may('Administrator', 'Trainees'), may('Helpers', 'Trainees'), may(null, 'Auditors')]).toEqual([
    true,
    true,
    true,
  ]);
  expect([may('Administrator', 'Auditors'), may('Trainees', 'Helpers'), may('Helpers', 'Helpers')]).toEqual([
    false,
    false,
    false,
  ]);
});
