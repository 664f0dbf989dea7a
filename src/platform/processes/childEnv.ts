/** The variables that a program needs to find its files and to use its user's language and time zone. */
const NEEDED = ['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'TZ', 'TMPDIR', 'LD_LIBRARY_PATH', 'SystemRoot'];
const isNeeded = (name: string): boolean => NEEDED.includes(name) || name.startsWith('LC_');

/** What pip needs in addition to reach this machine's registry. */
const FETCHING = /^(?:PIP_\w+|(?:https?|no|all)_proxy|SSL_CERT_\w+|REQUESTS_CA_BUNDLE)$/i;

/** The environment of a child process: none of our passwords and keys except the requested ones. */
export function childEnv(env: NodeJS.ProcessEnv = process.env, extra?: RegExp): NodeJS.ProcessEnv {
  const wanted = Object.entries(env).filter(([name]) => isNeeded(name) || extra?.test(name) === true);
  return Object.fromEntries(wanted);
}

/** The same for a program that downloads something. */
export function fetchingEnv(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return childEnv(env, FETCHING);
}
