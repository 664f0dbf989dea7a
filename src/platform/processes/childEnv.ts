/** What a program needs to find its files and to speak its user's language and time. */
const NEEDED = ['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'TZ', 'TMPDIR', 'LD_LIBRARY_PATH', 'SystemRoot'];
const isNeeded = (name: string): boolean => NEEDED.includes(name) || name.startsWith('LC_');

/** What pip needs besides to reach the registry that this machine uses. */
const FETCHING = /^(?:PIP_\w+|(?:https?|no|all)_proxy|SSL_CERT_\w+|REQUESTS_CA_BUNDLE)$/i;

/** The environment of a child: nothing of the passwords and keys in our own but what is asked for. */
export function childEnv(env: NodeJS.ProcessEnv = process.env, besides?: RegExp): NodeJS.ProcessEnv {
  const wanted = Object.entries(env).filter(([name]) => isNeeded(name) || besides?.test(name) === true);
  return Object.fromEntries(wanted);
}

/** The same for a program that fetches something. */
export function fetchingEnv(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return childEnv(env, FETCHING);
}
