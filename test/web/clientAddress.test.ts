import { describe, expect, it } from 'vitest';
import { createAddressReader } from '../../api/http/request/clientAddress.js';

describe('the address of a client', () => {
  const direct = createAddressReader([]);
  const proxied = createAddressReader(['10.0.0.0/8', '192.0.2.7', 'fd00::/8']);

  it('is the other end of the socket, whatever its headers contain', () => {
    expect(direct('203.0.113.5', '1.2.3.4')).toBe('203.0.113.5');
    expect(proxied('203.0.113.5', '1.2.3.4')).toBe('203.0.113.5');
  });

  it('is the address that the nearest trusted proxy saw', () => {
    expect(proxied('10.1.2.3', '203.0.113.5')).toBe('203.0.113.5');
    expect(proxied('10.1.2.3', '1.2.3.4, 203.0.113.5')).toBe('203.0.113.5');
    expect(proxied('10.1.2.3', '1.2.3.4, 203.0.113.5, 192.0.2.7')).toBe('203.0.113.5');
    expect(proxied('fd00::1', '2001:db8::5')).toBe('2001:db8::5');
  });

  it('is the proxy itself where its header cannot be read', () => {
    expect(proxied('10.1.2.3', undefined)).toBe('10.1.2.3');
    expect(proxied('10.1.2.3', 'unknown')).toBe('10.1.2.3');
  });

  it('is read where the proxy wrote a port behind it', () => {
    expect(proxied('10.1.2.3', '203.0.113.5:4711')).toBe('203.0.113.5');
    expect(proxied('10.1.2.3', '1.2.3.4:1, 203.0.113.5:4711, 192.0.2.7:80')).toBe('203.0.113.5');
    expect(proxied('fd00::1', '[2001:db8::5]:4711')).toBe('2001:db8::5');
    expect(proxied('fd00::1', '[2001:db8::5]')).toBe('2001:db8::5');
    for (const odd of ['203.0.113.5:', '203.0.113.5:x', '[203.0.113.5', ':80', '[]:80', '203.0.113.5:1:2'])
      expect(proxied('10.1.2.3', odd)).toBe('10.1.2.3');
  });

  it('is reported if an untrusted neighbour sends forwarding headers', () => {
    const heard: string[] = [];
    const hearing = createAddressReader(['10.0.0.0/8'], (address) => heard.push(address));
    for (const [socket, forwarded] of [
      ['172.18.0.1', '203.0.113.5'],
      ['::ffff:127.0.0.1', '203.0.113.5'],
      ['fd00::1', ''],
      ['10.1.2.3', '203.0.113.5'],
      ['203.0.113.9', '203.0.113.5'],
      ['172.18.0.1', undefined],
    ] as const)
      hearing(socket, forwarded);
    expect(heard).toEqual(['172.18.0.1', '127.0.0.1', 'fd00::1']);
  });

  it('has one spelling', () => {
    expect(direct('::ffff:203.0.113.5', undefined)).toBe('203.0.113.5');
    expect(proxied('::ffff:10.1.2.3', '::ffff:203.0.113.5')).toBe('203.0.113.5');
    expect(direct(undefined, undefined)).toBe('0.0.0.0');
  });
});
