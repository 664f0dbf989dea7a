import { createLog } from '../../src/platform/telemetry/log.js';
import { untilStopped } from '../processes/stopping.js';
import { startSandbox } from './sandbox.js';

/** `sitetab sandbox`: runs it until stopped, and prints how to reach it. */
export async function runSandbox(flags: {
  readonly json: boolean;
  readonly now?: number;
  readonly port: number;
  readonly data?: string;
}): Promise<void> {
  const { json, ...options } = flags;
  const sandbox = await startSandbox(options);
  const { url, gateUrl, mailboxUrl, apiKey, owner } = sandbox;
  if (json) {
    process.stdout.write(`${JSON.stringify({ url, gateUrl, mailboxUrl, apiKey, owner })}\n`);
  } else {
    const lines = [
      `The sandbox is ready; its clock shows ${new Date(sandbox.control.now()).toISOString()}.`,
      '',
      `  pages and API   ${url}`,
      ...(gateUrl === null ? [] : [`  gate            ${gateUrl}`]),
      `  log in          ${url}/sites/${owner.site}/ ${formatLogin(owner)}`,
      `  API key         ${apiKey}`,
      `  mailbox         ${mailboxUrl}`,
      '',
      'Move the clock:',
      `  curl -X POST ${url}/v1/sandbox/clock -H 'Authorization: Bearer ${apiKey}' \\`,
      `       -H 'Content-Type: application/json' -d '{"advance":"P7D"}'`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  try {
    await untilStopped([sandbox.broken], createLog({ level: 'silent' }));
  } finally {
    await sandbox.stop();
  }
}

/** The password is known only at the first start with a data folder. */
export function formatLogin({
  email,
  password,
}: {
  readonly email: string;
  readonly password: string | null;
}): string {
  return password === null ? 'with the login that the first start printed' : `as ${email} / ${password}`;
}
