/** What a program needs to find its files and to speak its user's language and time. */
const NEEDED = ['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'TZ', 'TMPDIR', 'LD_LIBRARY_PATH', 'SystemRoot'];
const isNeeded = (name: string): boolean => NEEDED.includes(name) || name.startsWith('LC_');

/** What pip needs besides to reach the registry that this machine uses. */
const FETCHING = /^(?:PIP_\w+|(?:https?|no|all)_proxy|SSL_CERT_\w+|REQUESTS_CA_BUNDLE)$/i;

/** The environment of a program that is not ours: nothing of the passwords and keys in our own. */
export function childEnv(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return pick(env, isNeeded);
}

/** The same for a program that fetches something. */
export function fetchingEnv(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return pick(env, (name) => isNeeded(name) || FETCHING.test(name));
}

function pick(env: NodeJS.ProcessEnv, isWanted: (name: string) => boolean): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => isWanted(name)));
}
