import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { viewerKey } from '../../api/public/viewerKey.js';
import { packagePath } from '../../src/platform/files/paths.js';
import { createInstruments } from '../../src/platform/telemetry/instruments.js';
import { type ApiFixture, createApiFixture } from '../api/fixture.js';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}

const { groups } = parse(readFileSync(packagePath('docs', 'alerts.yml'), 'utf8')) as {
  groups: { readonly name: string; readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);
const manual = readFileSync(packagePath('docs', 'operations.md'), 'utf8');

let api: ApiFixture;
let offered: string;

beforeAll(async () => {
  api = await createApiFixture();
  const { body } = await api.ask('/metrics', { as: viewerKey(api.fixture.secrets) });
  offered = `${body.text}\n${await createInstruments({ withProcess: true }).registry.metrics()}`;
});

describe('the alerts', () => {
  it('are there', () => {
    expect(rules.length).toBeGreaterThan(10);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it.each(rules)('$alert uses only metrics that /metrics has', ({ expr }) => {
    const names = [...expr.matchAll(/\b(?:sitetab|process|nodejs)_\w+/g)].map(([name]) => name);
    const plain = names.map((name) => name.replace(/_(?:bucket|sum|count)$/, ''));
    expect(plain.filter((name) => !offered.includes(`# TYPE ${name} `))).toEqual([]);
    expect(names.length > 0 || expr.startsWith('up{')).toBe(true);
    expect(expr.split('(').length).toBe(expr.split(')').length);
  });

  it.each(rules)('$alert is in the manual', ({ alert, labels, annotations }) => {
    expect(manual).toContain(`\`${alert}\``);
    expect(['page', 'ticket']).toContain(labels.severity);
    expect(annotations.summary.length).toBeGreaterThan(10);
  });

  it('in the manual all are rules', () => {
    const mentioned = new Set([...manual.matchAll(/`(Sitetab[A-Za-z]+)`/g)].map(([, name]) => name));
    expect([...mentioned].filter((name) => !rules.some(({ alert }) => alert === name))).toEqual([]);
  });
});
