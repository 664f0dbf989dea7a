/** Real servers, requests of a visitor who forges whatever can be forged, and the lines they write. */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../src/embedded/ports.js';

export const LIMIT_MS = 60_000;
const SITES = ['fenwick', 'quill', 'default'] as const;

interface Setting {
  readonly folder: string;
  readonly port: number;
  readonly log: (name: string) => string;
}

interface ServerUnderTest {
  readonly program: string;
  readonly debian: string;
  /** Writes the configuration; answers with the arguments. */
  readonly prepare: (setting: Setting) => readonly string[];
  /** By log: the format it is declared with, and whether its sizes count the heads of answers. */
  /** Whether it writes no line of a request that is no HTTP. */
  readonly leavesOutRefused?: boolean;
  readonly logs: Readonly<Record<string, { readonly format: string; readonly size: 'all' | 'body' }>>;
}

const NGINX_TEXT =
  '$host $remote_addr - $remote_user [$time_local] "$request" $status $bytes_sent "$http_referer" "$http_user_agent" "$http_x_forwarded_for"';
const NGINX_JSON =
  '{"agent":"$http_user_agent","user":"$remote_user","msec":"$msec","h":"$host","xff":"$http_x_forwarded_for","bytes":$bytes_sent,"uri":"$request_uri","hh":"$http_host"}';
const APACHE_TEXT = '%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"';

export const SERVERS: readonly ServerUnderTest[] = [
  {
    program: '/usr/sbin/nginx',
    debian: 'nginx-light',
    logs: {
      text: { format: NGINX_TEXT, size: 'all' },
      json: { format: `escape=json ${NGINX_JSON}`, size: 'all' },
      names: { format: 'ndjson:time=msec,size=bytes,host=h', size: 'all' },
    },
    prepare: ({ folder, port, log }) => {
      const site = (name: string, listen: string): string =>
        `server { listen 127.0.0.1:${port}${listen}; server_name ${name}.example; location / { return 200 "${name}\\n"; } }`;
      const conf = `pid ${folder}/nginx.pid; error_log ${folder}/error.log; daemon off; events {}
        http {
          log_format text '${NGINX_TEXT}'; log_format json escape=json '${NGINX_JSON}';
          access_log ${log('text')} text; access_log ${log('json')} json; access_log ${log('names')} json;
          client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f;
          uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
          ${site('default', ' default_server')} ${site('fenwick', '')} ${site('quill', '')}
        }`;
      writeFileSync(join(folder, 'nginx.conf'), conf);
      return ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')];
    },
  },
  {
    program: '/usr/sbin/apache2',
    debian: 'apache2',
    logs: {
      own: { format: `LogFormat "${APACHE_TEXT.replaceAll('"', '\\"')}" own`, size: 'all' },
      vhost_combined: { format: 'vhost_combined', size: 'all' },
    },
    prepare: ({ folder, port, log }) => {
      const modules = ['mpm_event', 'authz_core', 'dir'];
      const site = (name: string): string => `<VirtualHost 127.0.0.1:${port}>
          ServerName ${name}.example
          DocumentRoot ${folder}/${name}
          ErrorDocument 404 "${name}"
        </VirtualHost>`;
      const conf = `ServerRoot ${folder}
        PidFile ${folder}/apache.pid
        Listen 127.0.0.1:${port}
        ErrorLog ${folder}/error.log
        ${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
        User www-data
        Group www-data
        LogFormat "${APACHE_TEXT.replaceAll('"', '\\"')}" own
        CustomLog ${log('own')} own
        CustomLog ${log('vhost_combined')} own
        ${SITES.slice(-1).map(site).join('\n')}
        ${SITES.slice(0, -1).map(site).join('\n')}`;
      writeFileSync(join(folder, 'apache.conf'), conf);
      return ['-f', join(folder, 'apache.conf'), '-DFOREGROUND'];
    },
  },
  {
    program: '/usr/sbin/lighttpd',
    debian: 'lighttpd',
    logs: { lighttpd: { format: 'lighttpd', size: 'body' } },
    prepare: ({ folder, port, log }) => {
      const site = (name: string): string =>
        `$HTTP["host"] =~ "^${name}\\.example(:\\d+)?$" { server.document-root = "${folder}/${name}" }`;
      const conf = `server.modules = ( "mod_accesslog" )
        server.bind = "127.0.0.1"
        server.port = ${port}
        server.document-root = "${folder}/default"
        server.error-handler-404 = "/index.html"
        index-file.names = ( "index.html" )
        accesslog.filename = "${log('lighttpd')}"
        ${site('fenwick')}
        ${site('quill')}`;
      writeFileSync(join(folder, 'lighttpd.conf'), conf);
      return ['-D', '-f', join(folder, 'lighttpd.conf')];
    },
  },
  {
    program: '/usr/bin/caddy',
    debian: 'caddy',
    leavesOutRefused: true,
    logs: { caddy: { format: 'caddy', size: 'body' } },
    prepare: ({ folder, port, log }) => {
      const logged = `log {\n output file ${log('caddy')}\n format json\n }`;
      const site = (name: string, host: string): string =>
        `http://${host}:${port} {\n ${logged}\n respond "${name}\n"\n}`;
      writeFileSync(
        join(folder, 'Caddyfile'),
        `{\n admin off\n auto_https off\n}\n${site('fenwick', 'fenwick.example')}\n${site('quill', 'quill.example')}\n${site('default', '')}\n`,
      );
      return ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'];
    },
  },
];

const FORGED_REQUEST = '[05/Nov/2026:10:00:01 +0000] "GET / HTTP/1.1" 200 900000000 "-" "x"';
const basic = (user: string): string =>
  `Authorization: Basic ${Buffer.from(`${user}:x`).toString('base64')}\r\n`;

/** The head of each request as it is sent; no client of HTTP would send most of them. */
const IMPERSONATIONS: readonly string[] = [
  'GET / HTTP/1.1\r\nHost: fenwick.example\r\n',
  'GET / HTTP/1.1\r\nHost: quill.example\r\nUser-Agent: Mozilla/5.0 (X11; Linux)\r\nReferer: http://fenwick.example/\r\n',
  'GET / HTTP/1.1\r\nHost: FENWICK.Example:8080\r\n',
  `GET / HTTP/1.1\r\nHost: fenwick.example\r\nUser-Agent: x" 200 900000000 "-" "y\r\n`,
  `GET / HTTP/1.1\r\nHost: fenwick.example\r\nUser-Agent: \\" 200 900000000 \\\\" "\\\r\nReferer: \\\r\n`,
  `GET / HTTP/1.1\r\nHost: fenwick.example\r\nUser-Agent: ","h":"quill.example","bytes":900000000,"x":"\r\n`,
  `GET / HTTP/1.1\r\nHost: fenwick.example\r\nX-Forwarded-For: quill.example\r\nX-Forwarded-Host: quill.example\r\nForwarded: host=quill.example\r\n`,
  `GET /a"b%22c\\d%0aquill.example HTTP/1.1\r\nHost: fenwick.example\r\n`,
  `GET / HTTP/1.1\r\nHost: fenwick.example\r\n${basic(`x ${FORGED_REQUEST}`)}`,
  `GET / HTTP/1.1\r\nHost: fenwick.example\r\n${basic(`] "GET / HTTP/1.1" 200 900000000`)}`,
  `GET / HTTP/1.1\r\nHost: fenwick.example\r\nUser-Agent: \u00e9\u00ff\u0001[x] ${FORGED_REQUEST}\r\n`,
  'GET http://quill.example/ HTTP/1.1\r\nHost: fenwick.example\r\n',
  'GET / HTTP/1.1\r\nHost: else.example\r\n',
  'GET / HTTP/1.1\r\nHost: quill.example"x\r\n',
  'GET / HTTP/1.1\r\nHost: fenwick.example,quill.example\r\n',
  'GET / HTTP/1.1\r\nHost: quill.example 192.0.2.1\r\n',
  `GET /" 200 900000000 "-" "x HTTP/1.1\r\nHost: fenwick.example\r\n`,
  'HEAD / HTTP/1.1\r\nHost: quill.example\r\n',
];

export interface Response {
  readonly status: number;
  readonly all: number;
  readonly body: number;
  readonly site: string | undefined;
}

function ask(port: number, head: string): Promise<Response> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.end(Buffer.from(`${head}Connection: close\r\n\r\n`, 'latin1'));
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
    socket.once('error', reject);
    socket.once('close', () => {
      const body = answer.slice(answer.indexOf('\r\n\r\n') + 4);
      const status = Number(/^HTTP\/1.\d (\d+)/.exec(answer)?.[1] ?? 0);
      const site = SITES.find((name) => body.startsWith(name));
      resolve({ status, all: answer.length, body: body.length, site });
    });
  });
}

async function stop(server: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  await ended;
}

async function isUp(port: number): Promise<void> {
  const tries = LIMIT_MS / 50;
  for (let count = 0; count < tries; count += 1) {
    const answered = await ask(port, 'GET / HTTP/1.1\r\nHost: up.example\r\n').catch(() => undefined);
    if (answered?.status === 200 || answered?.status === 404) return;
    await delay(50);
  }
  throw new Error('the server does not answer');
}

/** A server's responses to the requests it logged, and the lines it wrote of them, by log. */
export interface Visited {
  readonly responses: readonly Response[];
  readonly lines: Readonly<Record<string, readonly string[]>>;
}

export async function visitServer({
  program,
  prepare,
  logs,
  leavesOutRefused = false,
}: ServerUnderTest): Promise<Visited> {
  const folder = mkdtempSync(join(tmpdir(), 'sitetab-servers-'));
  // Apache gives up being root.
  chmodSync(folder, 0o777);
  for (const site of SITES) {
    mkdirSync(join(folder, site));
    writeFileSync(join(folder, site, 'index.html'), `${site}\n`);
  }
  const port = await freePort();
  const log = (which: string): string => join(folder, `${which}.access`);
  const args = prepare({ folder, port, log });
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const server = spawn(program, args, { stdio: 'ignore', env });
  const responses: Response[] = [];
  try {
    await isUp(port);
    for (const head of IMPERSONATIONS) responses.push(await ask(port, head));
  } finally {
    await stop(server);
  }
  const logged = leavesOutRefused ? responses.filter(({ status }) => status !== 400) : responses;
  const lines = Object.fromEntries(
    Object.keys(logs).map((which) => [which, linesOf(log(which)).slice(-logged.length)]),
  );
  rmSync(folder, { recursive: true });
  return { responses: logged, lines };
}

/** The lines of the test's requests, without those of the readiness check and Caddy's other messages. */
function linesOf(path: string): string[] {
  const lines = readFileSync(path, 'latin1')
    .split('\n')
    .filter((line) => line !== '');
  return lines.filter((line) => !line.includes('"logger":"') || line.includes('"http.log.access'));
}
