// Makes the checkout ready to run: installs the packages when they are missing or differ from package-lock.json. Needs
// only Node, prints nothing when there is nothing to do, and ends with one line when it fails.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LOCKFILE = join(ROOT, 'package-lock.json');
const PATCHES = join(ROOT, 'patches');
const STAMP = join(ROOT, 'node_modules', '.sitetab-ready');
const TURN = join(ROOT, '.sitetab-installing');
const WAIT_MS_MAX = 600_000;

/** @param {{quiet?: boolean}} [options] quiet: nothing on standard output, not even while installing */
export async function makeReady(options = {}) {
  refuseOldNode();
  if (isReady()) return;
  await takeTurn();
  try {
    if (!isReady()) install(options.quiet ?? false);
  } finally {
    rmSync(TURN, { recursive: true, force: true });
  }
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 12)) return;
  throw new Error(`Sitetab needs Node 20.12 or newer; this is ${process.version}.`);
}

function isReady() {
  // A production image has no lockfile: its packages were installed deliberately.
  if (!existsSync(LOCKFILE)) return true;
  if (!existsSync(join(ROOT, 'node_modules'))) return false;
  const wanted = wantedStamp();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return true;
  if (!isInstalled() || !isPatched()) return false;
  writeFileSync(STAMP, wanted);
  return true;
}

/** Identifies the required packages: the lockfile, and the changes in patches/. */
function wantedStamp() {
  const hash = createHash('sha256').update(readFileSync(LOCKFILE));
  for (const file of patchFiles()) hash.update(readFileSync(join(PATCHES, file)));
  return hash.digest('hex');
}

function patchFiles() {
  return existsSync(PATCHES) ? readdirSync(PATCHES).sort() : [];
}

/** Packages installed without their scripts lack the patches; patched ones stay unchanged. */
function isPatched() {
  if (patchFiles().length === 0) return true;
  const program = join(ROOT, 'node_modules', 'patch-package', 'dist', 'index.js');
  const flags = ['--error-on-fail'];
  return spawnSync(process.execPath, [program, ...flags], { cwd: ROOT, stdio: 'ignore' }).status === 0;
}

/** Whether the installed packages match the lockfile, as after a plain `npm install`. */
function isInstalled() {
  // npm writes this file when it has finished; without it, an installation was interrupted.
  if (!existsSync(join(ROOT, 'node_modules', '.package-lock.json'))) return false;
  const wanted = Object.entries(JSON.parse(readFileSync(LOCKFILE, 'utf8')).packages);
  return wanted.every(
    ([path, entry]) =>
      path === '' || entry.optional || entry.devOptional || entry.link || versionOf(path) === entry.version,
  );
}

function versionOf(path) {
  try {
    return JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
}

function install(quiet) {
  const isRenewal = isInstalled();
  if (isRenewal) removePatchedPackages();
  else if (!quiet) console.log('Installing the packages (npm ci), which takes a minute the first time …');
  const verb = isRenewal ? ['install', '--no-save'] : ['ci'];
  const flags = [...verb, '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath ?? '';
  const [command, args] = /npm-cli\.js$/.test(npm) ? [process.execPath, [npm, ...flags]] : ['npm', flags];
  const done = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (done.status !== 0) throw new Error(`npm ${verb[0]} failed: ${reasonOf(done)}`);
  mkdirSync(join(ROOT, 'node_modules'), { recursive: true });
  writeFileSync(STAMP, wantedStamp());
}

/** A changed patch does not fit a package that has the earlier patch: only these packages are installed again. */
function removePatchedPackages() {
  for (const file of patchFiles()) {
    const [, name] = /^(.+)\+[^+]+\.patch$/.exec(file) ?? [];
    if (name) rmSync(join(ROOT, 'node_modules', name.replace('+', '/')), { recursive: true, force: true });
  }
}

function reasonOf({ error, stderr, status }) {
  if (error) return error.message;
  const lines = stderr.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim());
  const reasons = lines.filter((line) => line && !/^(code|errno|A complete log|syscall)/.test(line));
  return reasons[0] ?? `exit ${status}`;
}

/**
 * Two simultaneous starts must not both install: the second waits for the first, and takes over if that process ends.
 */
async function takeTurn() {
  const deadline = Date.now() + WAIT_MS_MAX;
  for (;;) {
    try {
      mkdirSync(TURN);
      writeFileSync(join(TURN, 'pid'), String(process.pid));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw new Error(`The checkout ${ROOT} cannot be written (${error.code}).`);
    }
    if (isTurnOver() || Date.now() > deadline) rmSync(TURN, { recursive: true, force: true });
    else await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function isTurnOver() {
  try {
    process.kill(Number(readFileSync(join(TURN, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    // The file does not exist until shortly after the folder is made.
    return (
      error.code === 'ESRCH' || Date.now() - (statSync(TURN, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 2_000
    );
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  makeReady({ quiet: process.argv.includes('--quiet') }).catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}
