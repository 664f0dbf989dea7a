import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGate, type GateSettings, type GateVerdict } from '../../../api/public/gate/gate.js';

type States = Record<string, GateVerdict['state']>;

/** A gate over a ledger that is an object, with everything that reaches the ledger written down. */
function gateOver(states: States, changes: Partial<GateSettings> = {}) {
  const lookups: string[] = [];
  const failures: string[] = [];
  let onChange: (host: string | null) => void = () => undefined;
  let onState: (healthy: boolean) => void = () => undefined;
  const { app } = createGate({
    lookup: (host) => {
      lookups.push(host);
      const state = Object.hasOwn(states, host) ? states[host] : undefined;
      return Promise.resolve(state === undefined ? undefined : { state });
    },
    subscribe: (change, state) => {
      onChange = change;
      onState = state;
    },
    page: (host) => `<h1>${host} is suspended</h1>`,
    onFailure: (doing, error) => failures.push(`${doing}: ${String(error)}`),
    ...changes,
  });
  onState(true);
  const ask = async (headers: Record<string, string>, path = '/gate', method = 'GET') =>
    app.request(path, { method, headers });
  return {
    ask,
    lookups,
    failures,
    changed: (host: string | null) => onChange(host),
    setHealthy: (healthy: boolean) => onState(healthy),
    stateOf: async (host: string) => (await ask({ host })).headers.get('x-sitetab-state'),
  };
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('the answer', () => {
  const { ask } = gateOver({ 'open.example': 'active', 'shut.example': 'suspended' });

  it.each([
    ['an active host', 'open.example', 204, 'active'],
    ['a suspended host', 'shut.example', 403, 'suspended'],
    ['an unregistered host', 'stranger.example', 204, 'unknown'],
  ])('for %s', async (_name, host, status, state) => {
    for (const method of ['GET', 'HEAD']) {
      const response = await ask({ host }, '/gate', method);
      expect(response.status).toBe(status);
      expect(response.headers.get('x-sitetab-state')).toBe(state);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.text()).toBe('');
    }
  });

  it('is returned when a visitor requests it', async () => {
    const response = await ask({ host: 'shut.example' }, '/gate?answer=page');
    expect(response.status).toBe(503);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=UTF-8',
      'retry-after': '3600',
      'x-sitetab-state': 'suspended',
    });
    expect(await response.text()).toBe('<h1>shut.example is suspended</h1>');
    const head = await ask({ host: 'shut.example' }, '/gate?answer=page', 'HEAD');
    expect([head.status, head.headers.get('retry-after'), await head.text()]).toEqual([503, '3600', '']);
    expect((await ask({ host: 'open.example' }, '/gate?answer=page')).status).toBe(204);
    expect((await ask({ host: 'shut.example' }, '/gate?answer=other')).status).toBe(403);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('to %s is 405', async (method) => {
    const response = await ask({ host: 'shut.example' }, '/gate', method);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('stays closed, with a plain page, when the owner’s page fails or takes too long', async () => {
    const pages = [() => Promise.reject(new Error('no page')), () => new Promise<string>(() => undefined)];
    for (const page of pages) {
      const { ask, failures } = gateOver({ 'shut.example': 'suspended' }, { page, timeoutMs: 50 });
      const response = await ask({ host: 'shut.example' }, '/gate?answer=page');
      expect(response.status).toBe(503);
      expect(await response.text()).toContain('This site is suspended');
      expect(failures).toEqual([expect.stringMatching(/^page: /)]);
    }
  });
});

describe('the host', () => {
  const { ask } = gateOver({ 'shut.example': 'suspended', 'xn--bcker-gra.example': 'suspended' });

  it.each([
    ['with a port', { host: 'shut.example:8443' }],
    ['in capitals', { host: 'SHUT.Example' }],
    ['with a trailing dot', { host: 'shut.example.' }],
    ['with a trailing dot and a port', { host: 'shut.example.:80' }],
    ['with a port that is none', { host: 'shut.example:123456' }],
    ['with a port of letters', { host: 'shut.example:http' }],
    ['with two ports', { host: 'shut.example:80:80' }],
    ['with an empty port', { host: 'shut.example:' }],
    ['with many dots', { host: 'shut.example...' }],
    ['with an empty label', { host: 'shut..example' }],
    ['in brackets', { host: '[shut.example]:80' }],
    ['in half a pair of brackets', { host: 'shut.example]' }],
    ['with a user', { host: 'me@shut.example' }],
    ['with a port that looks like a user', { host: 'shut.example:80@other.example' }],
    ['with a path', { host: 'shut.example/x' }],
    ['with an escaped dot', { host: 'shut%2eexample' }],
    ['behind a proxy whose own is malformed', { host: 'shut.example', 'x-forwarded-host': '*' }],
    ['among several', { 'x-forwarded-host': 'open.example, shut.example:x' }],
    ['in punycode', { host: 'xn--bcker-gra.example' }],
    ['in its own script', { host: Buffer.from('BÄcker.example').toString('latin1') }],
    ['behind a proxy', { host: 'gate.internal', 'x-forwarded-host': 'shut.example' }],
    [
      'behind two proxies',
      { host: 'gate.internal', 'x-forwarded-host': ' shut.example:443 , proxy.example' },
    ],
    ['behind a proxy that sends an empty one', { host: 'shut.example', 'x-forwarded-host': '' }],
  ])('%s is recognised', async (_name, headers) => {
    expect((await ask(headers)).status).toBe(403);
  });

  it.each([
    ['nothing', {}],
    ['an empty host', { host: '' }],
    ['an address of IPv6', { host: '[::1]:80' }],
    ['a long label', { host: `${'a'.repeat(64)}.example` }],
    ['a long name', { host: `${'a.'.repeat(130)}example` }],
    ['bytes that are no text', { host: '\u00ff\u00fe.example' }],
    ['punycode that is none', { host: 'xn--é.example' }],
    ['a forwarded one that is another', { host: 'shut.example', 'x-forwarded-host': 'a b' }],
    ['the name of an object’s part', { host: '__proto__' }],
  ])('that is %s is unknown', async (_name, headers) => {
    const response = await ask(headers);
    expect([response.status, response.headers.get('x-sitetab-state')]).toEqual([204, 'unknown']);
  });
});

describe('a suspended host', () => {
  const NAMES = {
    'shut.example': 'suspended',
    'xn--bcker-gra.example': 'suspended',
    'xn--0.example': 'suspended',
  } as const;
  const { ask } = gateOver({ ...NAMES, 'open.example': 'active' });
  const name = fc.constantFrom(...Object.keys(NAMES), Buffer.from('bäcker.example').toString('latin1'));
  /** Whatever Node's parser lets through in a header and Go takes for a port. */
  const port = fc.stringMatching(/^[!-~]{0,12}$/);
  const capitals = fc.func(fc.boolean());
  const decorated = fc
    .record({
      name,
      port,
      capitals,
      dots: fc.nat({ max: 3 }),
      shape: fc.nat({ max: 6 }),
      others: fc.nat({ max: 2 }),
    })
    .map(({ name, port, capitals, dots, shape, others }) => {
      const spelled = Array.from(name, (letter) =>
        capitals(letter) && letter < '\u0080' ? letter.toUpperCase() : letter,
      );
      const host = `${spelled.join('')}${'.'.repeat(dots)}`;
      const shapes = [
        ...[host, `${host}:${port}`, `[${host}]:${port}`, `[${host}]`, `${host}]`, `me@${host}:${port}`],
        ` ${host} `,
      ];
      return [...Array.from({ length: others }, () => 'open.example'), shapes[shape]].join(', ');
    });

  it('stays closed however a request decorates its name', async () => {
    await fc.assert(
      fc.asyncProperty(decorated, fc.boolean(), async (value, isForwarded) => {
        const headers = isForwarded ? { host: 'gate.internal', 'x-forwarded-host': value } : { host: value };
        expect((await ask(headers)).status).toBe(403);
      }),
      { numRuns: 500 },
    );
  });

  it('closes none that is another, however that is decorated', async () => {
    const other = fc.constantFrom('open.example', 'a.shut.example', 'shut.example.org', 'notshut.example');
    await fc.assert(
      fc.asyncProperty(other, fc.nat({ max: 99_999_999 }), async (host, number) => {
        expect((await ask({ host: `${host}:${number}` })).status).toBe(204);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a gate with every registered host in memory', () => {
  function knowingGate() {
    const states: States = { 'open.example': 'active', 'shut.example': 'suspended' };
    const loads = { count: 0, fail: false };
    const made = gateOver(states, {
      loadAll: async () => {
        loads.count += 1;
        if (loads.fail) throw new Error('down');
        await pause(1);
        return new Map(Object.entries(states).map(([host, state]) => [host, { state }]));
      },
    });
    return { states, loads, ...made };
  }

  it('queries the ledger for none of them, nor for others', async () => {
    const { stateOf, lookups } = knowingGate();
    await pause(20);
    expect([
      await stateOf('open.example'),
      await stateOf('shut.example'),
      await stateOf('other.example'),
    ]).toEqual([...['active', 'suspended', 'unknown']]);
    expect(lookups).toEqual([]);
  });

  it('has looked up a changed host before the next request', async () => {
    const { states, stateOf, changed, lookups } = knowingGate();
    await pause(20);
    states['new.example'] = 'suspended';
    changed('new.example');
    delete states['shut.example'];
    changed('shut.example');
    await pause(5);
    expect([await stateOf('new.example'), await stateOf('shut.example')]).toEqual(['suspended', 'unknown']);
    expect(lookups).toEqual(['new.example', 'shut.example']);
  });

  it('forgets nothing that changed while it was reading them all', async () => {
    const { states, stateOf, changed } = knowingGate();
    changed(null);
    states['open.example'] = 'suspended';
    changed('open.example');
    await pause(20);
    expect(await stateOf('open.example')).toBe('suspended');
  });

  it('reads them all again when changes were not heard of, and as long as that fails', async () => {
    const { states, loads, setHealthy, stateOf } = knowingGate();
    await pause(20);
    setHealthy(false);
    loads.fail = true;
    setHealthy(true);
    await pause(20);
    loads.fail = false;
    states['open.example'] = 'suspended';
    await expect.poll(() => loads.count).toBe(3);
    expect(await stateOf('open.example')).toBe('suspended');
  });
});

describe('what is remembered', () => {
  it('is looked up once for many requests at the same time', async () => {
    const { stateOf, lookups } = gateOver({ 'open.example': 'active' });
    await Promise.all(Array.from({ length: 50 }, () => stateOf('open.example')));
    await stateOf('OPEN.example');
    expect(lookups).toEqual(['open.example']);
  });

  it('is looked up again after a change, for the changed host only', async () => {
    const states: States = { 'a.example': 'active', 'b.example': 'active' };
    const { stateOf, changed, lookups } = gateOver(states);
    await stateOf('a.example');
    await stateOf('b.example');
    states['a.example'] = 'suspended';
    expect(await stateOf('a.example')).toBe('active');
    changed('a.example');
    expect(await stateOf('a.example')).toBe('suspended');
    expect(await stateOf('b.example')).toBe('active');
    expect(lookups).toEqual(['a.example', 'b.example', 'a.example']);
  });

  it('covers unknown hosts, until they are registered, and registered ones until they are removed', async () => {
    const states: States = {};
    const { stateOf, changed, lookups } = gateOver(states);
    expect([await stateOf('new.example'), await stateOf('new.example')]).toEqual(['unknown', 'unknown']);
    states['new.example'] = 'suspended';
    changed('new.example');
    expect(await stateOf('new.example')).toBe('suspended');
    delete states['new.example'];
    changed('new.example');
    expect(await stateOf('new.example')).toBe('unknown');
    expect(lookups).toHaveLength(3);
  });

  it('is looked up again for all hosts when changes may have been missed', async () => {
    const states: States = { 'a.example': 'active' };
    const { stateOf, changed, setHealthy } = gateOver(states);
    await stateOf('a.example');
    states['a.example'] = 'suspended';
    changed(null);
    expect(await stateOf('a.example')).toBe('suspended');
    setHealthy(false);
    states['a.example'] = 'active';
    setHealthy(true);
    expect(await stateOf('a.example')).toBe('active');
  });

  it('is never the result of a lookup from before a change', async () => {
    const resolvers: ((verdict: GateVerdict) => void)[] = [];
    const { stateOf, changed } = gateOver(
      {},
      { lookup: () => new Promise((resolve) => resolvers.push(resolve)) },
    );
    for (const change of ['a.example', null]) {
      changed('a.example');
      const before = stateOf('a.example');
      await pause(1);
      changed(change);
      const after = stateOf('a.example');
      await pause(1);
      const [slow, quick] = resolvers.splice(0);
      quick?.({ state: 'suspended' });
      expect(await after).toBe('suspended');
      slow?.({ state: 'active' });
      await before;
      expect(await stateOf('a.example')).toBe('suspended');
    }
  });

  it('is bounded, and random hosts push no registered one out', async () => {
    const { stateOf, lookups } = gateOver({ 'shut.example': 'suspended' }, { hostsMax: 10 });
    await stateOf('shut.example');
    for (let index = 0; index < 100; index += 1) await stateOf(`random-${index}.example`);
    lookups.length = 0;
    expect(await stateOf('shut.example')).toBe('suspended');
    await stateOf('random-99.example');
    expect(lookups).toEqual([]);
    await stateOf('random-0.example');
    expect(lookups).toEqual(['random-0.example']);
  });
});

describe('while the ledger is unavailable', () => {
  function failingGate(failure: 'rejects' | 'hangs') {
    const states: States = { 'open.example': 'active', 'shut.example': 'suspended' };
    const ledger = { down: false };
    const gate = gateOver(states, {
      timeoutMs: 40,
      lookup: (host) => {
        if (ledger.down)
          return failure === 'hangs' ? new Promise(() => undefined) : Promise.reject(new Error('down'));
        const state = states[host];
        return Promise.resolve(state === undefined ? undefined : { state });
      },
    });
    return { states, ledger, ...gate };
  }

  it.each(['rejects', 'hangs'] as const)('the last known verdict stands, when it %s', async (failure) => {
    const { ledger, states, changed, stateOf, failures } = failingGate(failure);
    expect([await stateOf('open.example'), await stateOf('shut.example')]).toEqual(['active', 'suspended']);
    ledger.down = true;
    changed(null);
    expect([await stateOf('open.example'), await stateOf('shut.example')]).toEqual(['active', 'suspended']);
    expect(await stateOf('never-seen.example')).toBe('unknown');
    expect(failures).toHaveLength(3);
    ledger.down = false;
    states['open.example'] = 'suspended';
    await expect.poll(() => stateOf('open.example'), { interval: 20 }).toBe('suspended');
  });

  it('it is not queried at every request', async () => {
    const { ledger, changed, stateOf, failures } = failingGate('rejects');
    await stateOf('open.example');
    ledger.down = true;
    changed(null);
    for (let visit = 0; visit < 100; visit += 1) await stateOf('open.example');
    expect(failures.length).toBeLessThan(5);
  });

  it('while changes are not received, known hosts are looked up again periodically', async () => {
    const { states, setHealthy, stateOf } = failingGate('rejects');
    await stateOf('open.example');
    setHealthy(false);
    states['open.example'] = 'suspended';
    await expect.poll(() => stateOf('open.example'), { interval: 20 }).toBe('suspended');
  });
});
