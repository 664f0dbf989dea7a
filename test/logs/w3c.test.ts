/** Logs that say in a line of their own what their fields are: IIS and CloudFront. */
import { describe, expect, it } from 'vitest';
import { formatOf, readIn } from './read.js';

const AT = Date.parse('2026-11-05T10:00:01Z');

const IIS =
  '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs-host sc-status sc-bytes time-taken';
const iisLine = (host: string, size: number): string =>
  `2026-11-05 10:00:01 192.0.2.1 GET /a - 443 - 198.51.100.7 Mozilla/5.0+(x;+quill.example) ${host} 200 ${size} 15`;

const CLOUDFRONT =
  '#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query x-host-header';
const cloudFrontLine = (host: string, size: number): string =>
  `2026-11-05 10:00:01 FRA56-P3 ${size} 198.51.100.7 GET d111111abcdef8.cloudfront.net /a 200 - Mozilla%20quill.example - ${host}`
    .split(' ')
    .join('\t');

describe('lines below #Fields', () => {
  it('of IIS name the host that chose the site', () => {
    const read = readIn('w3c');
    for (const head of ['#Software: Microsoft Internet Information Services 10.0', '#Version: 1.0', IIS])
      expect(read(head)).toEqual({ unreadable: undefined });
    const reading = { time: AT, size_bytes: 1_234, host: 'fenwick.example' };
    expect(read(iisLine('Fenwick.example:443', 1_234))).toEqual(reading);
    expect(read(iisLine('-', 7))).toEqual({ time: AT, size_bytes: 7, host: undefined });
  });

  it('of CloudFront name the host that a viewer requested, not the distribution', () => {
    const read = readIn('cloudfront');
    read('#Version: 1.0');
    read(CLOUDFRONT);
    expect(read(cloudFrontLine('fenwick.example', 555))).toEqual({
      time: AT,
      size_bytes: 555,
      host: 'fenwick.example',
    });
  });

  it('are read by the last such line, as a server begins anew with other fields', () => {
    const read = readIn('w3c');
    read(IIS);
    read('#Fields: date time sc-bytes cs-host');
    expect(read('2026-11-05 10:00:01 9 quill.example')).toEqual({
      time: AT,
      size_bytes: 9,
      host: 'quill.example',
    });
    expect(read(iisLine('fenwick.example', 1))).toEqual({ unreadable: 'not in this format' });
  });

  it.each([
    ['no line #Fields above it', '#Software: Microsoft Internet Information Services 10.0'],
    ['no date and time in #Fields', '#Fields: time c-ip cs-method sc-bytes cs-host'],
    ['no date and time in #Fields', '#Fields: date c-ip cs-method sc-bytes cs-host'],
    ['no sc-bytes in #Fields', '#Fields: date time c-ip cs-method cs-bytes cs-host'],
  ])('report what is missing: %s', (unreadable, head) => {
    const read = readIn('w3c');
    read(head);
    expect(read('2026-11-05 10:00:01 198.51.100.7 GET 5 fenwick.example')).toEqual({ unreadable });
  });

  it('are shown with what each field was taken for', () => {
    const [, taken] = formatOf('w3c').explain([
      '#Fields: date time sc-bytes cs-host',
      '2026-11-05 10:00:01 9 quill.example',
    ]);
    expect(taken).toEqual([
      { name: 'date time', value: '2026-11-05 10:00:01', role: 'time' },
      { name: 'sc-bytes', value: '9', role: 'size' },
      { name: 'cs-host', value: 'quill.example', role: 'host' },
    ]);
  });
});
