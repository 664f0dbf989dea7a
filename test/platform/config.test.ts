import { describe, expect, it, vi } from 'vitest';
import { createSandboxClock, systemClock } from '../../src/platform/clock.js';
import { readConfig } from '../../src/platform/config.js';
import { createLog } from '../../src/platform/telemetry/log.js';

describe('the settings', () => {
  it('are all optional', () => {
    expect(readConfig({})).toEqual({
      databaseUrl: undefined,
      databaseConnectionsMax: 20,
      databasePipelineMax: 100,
      temporal: undefined,
      temporalUiUrl: undefined,
      taskQueue: 'sitetab',
      smtpUrl: undefined,
      mailFrom: { name: 'Sitetab', address: 'billing@localhost' },
      baseUrl: undefined,
      trustedProxies: [],
      mapFile: undefined,
      command: undefined,
      host: '127.0.0.1',
      port: 3000,
      gatePort: undefined,
      logLevel: 'info',
      metricsToken: undefined,
      metricsPort: undefined,
      metricsHost: '127.0.0.1',
    });
  });

  it('know which proxies to believe', () => {
    const given = { TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.7 fd00::/8' };
    expect(readConfig(given).trustedProxies).toEqual(['10.0.0.0/8', '192.0.2.7', 'fd00::/8']);
    for (const odd of ['everybody', '10.0.0.0/99', '10.0.0']) {
      expect(() => readConfig({ TRUSTED_PROXIES: odd })).toThrow(/TRUSTED_PROXIES must be a list/);
    }
  });

  it('are read from the environment, where empty is left out', () => {
    const config = readConfig({
      DATABASE_URL: 'postgresql://me:pw@db.test/tabs',
      SMTP_URL: '',
      BASE_URL: 'https://tabs.agency.test/',
      PORT: '8080',
      MAIL_FROM: '"Agency, Billing" <billing@agency.test>',
    });
    expect(config).toMatchObject({
      databaseUrl: 'postgresql://me:pw@db.test/tabs',
      smtpUrl: undefined,
      baseUrl: 'https://tabs.agency.test',
      port: 8080,
      mailFrom: { name: 'Agency, Billing', address: 'billing@agency.test' },
    });
  });

  it.each([
    ['DATABASE_URL', 'mysql://db.test/x', 'must be an address that starts with postgres:// or postgresql://'],
    ['SMTP_URL', 'mail.test:25', 'must be an address that starts with smtp:// or smtps://'],
    ['PORT', '80a', 'must be a whole number from 0 to 65535'],
    ['GATE_PORT', 'next', 'must be a whole number from 0 to 65535'],
    ['PORT', '70000', 'must be a whole number from 0 to 65535'],
    ['MAIL_FROM', 'Agency', 'must be an email address, or a name followed by <address>'],
    ['LOG_LEVEL', 'loud', 'must be one of fatal, error, warn, info, debug, trace, silent'],
  ])('name %s=%s as the one at fault', (name, value, rule) => {
    expect(() => readConfig({ [name]: value })).toThrow(`${name} ${rule}.`);
  });
});

describe('the log', () => {
  const logged = (isHumanReadable: boolean): string[] => {
    const lines: string[] = [];
    const log = createLog({ isHumanReadable, write: (line) => lines.push(line) });
    log.info({ port: 3000 }, 'listening');
    log.warn({ err: new Error('451 later'), account: 'a1' }, 'mail refused');
    log.info(
      { headers: { authorization: 'Bearer sk_live' }, password: 'hunter2', key: { apiKey: 'sk' } },
      'asked',
    );
    log.debug('nobody hears this');
    return lines;
  };

  it('is JSON for machines', () => {
    const [first, second] = logged(false).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(first).toMatchObject({ level: 'info', port: 3000, msg: 'listening' });
    expect(first?.['time']).toMatch(/^\d{4}-\d{2}-\d{2}T.*Z$/);
    expect(second).toMatchObject({ level: 'warn', err: { message: '451 later' } });
  });

  it('is short for people', () => {
    expect(logged(true).map((line) => line.slice(9))).toEqual([
      'listening port=3000\n',
      'warn  mail refused: 451 later account=a1\n',
      expect.stringMatching(/^asked/) as unknown,
    ]);
  });

  it.each([true, false])(
    'is one line an event, whatever words are in it (for people: %s)',
    (isHumanReadable) => {
      const words = 'a\r\n12:00:00 warn  forged\u001b[2J\u009b2J\u202egnp\u2028\u0000';
      const lines: string[] = [];
      const log = createLog({ isHumanReadable, write: (line) => lines.push(line) });
      log.warn({ err: new Error(words), name: words, deep: { name: words } }, words);
      expect(lines).toHaveLength(1);
      const [line = ''] = lines;
      expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u);
      expect(line).toContain('forged');
      // Nothing of it is lost for a machine.
      if (!isHumanReadable) expect(JSON.parse(line)).toMatchObject({ msg: words, name: words });
    },
  );

  it.each([true, false])('leaves secrets out (for people: %s)', (isHumanReadable) => {
    expect(logged(isHumanReadable).join('')).not.toMatch(/sk_live|hunter2|"sk"/);
  });
});

describe('the clocks', () => {
  it('go with real time; the sandbox’s follows the jumps', () => {
    const clock = createSandboxClock();
    vi.useFakeTimers();
    expect(clock.now()).toBe(systemClock.now());
    clock.follow(Date.UTC(2031, 5, 1));
    vi.advanceTimersByTime(1_000);
    expect(clock.now()).toBe(Date.UTC(2031, 5, 1) + 1_000);
    vi.useRealTimers();
  });
});
