import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where nginx is, or undefined; Debian keeps it in /usr/sbin, which not every PATH has. */
export function findNginx(): string | undefined {
  const folders = ['/usr/sbin', '/usr/local/sbin', ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, 'nginx')).find((file) => existsSync(file));
}

/** Fills in the documented example; every placeholder has to be there, or the example has changed. */
export async function fillExample(example: URL, values: Readonly<Record<string, string>>): Promise<string> {
  let text = await readFile(example, 'utf8');
  for (const [placeholder, value] of Object.entries(values)) {
    if (!text.includes(placeholder)) throw new Error(`The example no longer has ${placeholder}.`);
    text = text.replaceAll(placeholder, value);
  }
  return text;
}

/** Runs nginx in the foreground over one piece of `http` configuration, in a folder of its own. */
export async function startNginx(binary: string, httpConfig: string, port: number) {
  const folder = await mkdtemp(join(tmpdir(), 'sitetab-nginx-'));
  await mkdir(join(folder, 'logs'));
  const configFile = join(folder, 'nginx.conf');
  await writeFile(configFile, wholeConfig(httpConfig));
  const nginx = spawn(binary, ['-p', folder, '-c', configFile, '-e', 'logs/error.log'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // A test run that is cut short takes its nginx along.
  const kill = (): void => void nginx.kill('SIGTERM');
  process.once('exit', kill);
  let complaint = '';
  nginx.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const ended = new Promise<void>((resolve) => nginx.once('close', () => resolve()));
  const failed = ended.then(() => Promise.reject(new Error(`nginx ended: ${complaint}`)));
  await Promise.race([untilListening(port), failed]);
  // From here on its end is what stop() waits for, not a failure.
  failed.catch(() => undefined);
  return {
    pid: nginx.pid,
    stop: async () => {
      kill();
      await ended;
      process.off('exit', kill);
      await rm(folder, { recursive: true });
    },
  };
}

/** Nothing outside the folder is touched, so it runs as any user and beside the machine's own nginx. */
function wholeConfig(httpConfig: string): string {
  // As root nginx would hand its work to a user who may not read the folder.
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  return `daemon off;
${user}
worker_processes 1;
pid nginx.pid;
error_log logs/error.log;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
${httpConfig}
}
`;
}

async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 250; attempt += 1) {
    if (await accepts(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`nginx does not listen on port ${port}.`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
