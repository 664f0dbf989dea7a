// Builds dist/ from the sources when they are newer: main.js (the command line and all it needs of ours) and
// workflows.js (what the Temporal worker runs in its isolate). With `--workflows` only the second, `--force` anyway.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');
const DAY_MS = 86_400_000;

const PARTS = {
  main: {
    entry: 'cli/main.ts',
    sources: [
      'cli',
      'src',
      'workflows',
      'activities',
      'api',
      'emails',
      'documents',
      'package-lock.json',
      'tsconfig.json',
      'bin/build.mjs',
    ],
    build: buildMain,
  },
  workflows: {
    entry: 'workflows/account.ts',
    sources: [
      'workflows',
      'src/billing',
      'src/core/values',
      'package-lock.json',
      'tsconfig.json',
      'bin/build.mjs',
    ],
    build: buildWorkflows,
  },
};

/** The parts whose sources are newer than what was built. Without sources (an image for production) there are none. */
export function staleParts(names = Object.keys(PARTS)) {
  return names.filter((name) => {
    const { entry, sources } = PARTS[name];
    const stampFile = join(DIST, `${name}.stamp`);
    if (!existsSync(join(ROOT, entry))) return false;
    return !existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stampOf(sources);
  });
}

async function buildPart(name) {
  const { entry, sources, build } = PARTS[name];
  // Taken before: what is changed while it is being built is stale afterwards.
  const stamp = stampOf(sources);
  mkdirSync(DIST, { recursive: true });
  await build(join(ROOT, entry));
  replace(join(DIST, `${name}.stamp`), stamp);
}

/** Names, sizes and times of the sources: reading them all would take longer than starting does. */
function stampOf(sources) {
  const hash = createHash('sha256');
  for (const source of sources) {
    const path = join(ROOT, source);
    if (existsSync(path)) addToStamp(hash, path);
  }
  return hash.digest('hex');
}

function addToStamp(hash, path) {
  const stats = statSync(path);
  if (stats.isDirectory()) for (const name of readdirSync(path).sort()) addToStamp(hash, join(path, name));
  else hash.update(`${path.slice(ROOT.length)} ${stats.size} ${stats.mtimeMs}\n`);
}

async function buildMain(entry) {
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: { main: entry, fileThread: join(ROOT, 'cli/fileThread.ts') },
    outdir: DIST,
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    // A command then loads only the packages of its own part: the gate need not carry the worker's native code.
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    tsconfig: join(ROOT, 'tsconfig.json'),
    write: false,
    logLevel: 'silent',
  });
  // The entry last: until it is there, the one of the last build runs with its own chunks.
  const files = result.outputFiles.sort((one, other) => other.path.length - one.path.length);
  for (const { path, contents } of files) replace(path, contents);
  forgetOldChunks(new Set(files.map(({ path }) => path)));
}

/** A running Sitetab may yet load a chunk of the last build, so these go after a day. */
function forgetOldChunks(current) {
  const folder = join(DIST, 'chunks');
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!current.has(path) && Date.now() - statSync(path).mtimeMs > DAY_MS) rmSync(path, { force: true });
  }
}

async function buildWorkflows(entry) {
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({ workflowsPath: entry, logger: new DefaultLogger('ERROR') });
  replace(join(DIST, 'workflows.js'), code);
}

/** Two builds at once then write the same thing twice, and nobody reads half a file. */
function replace(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}

function describe(error) {
  const [first] = error.errors ?? [];
  if (first === undefined) return error.message;
  const { text, location } = first;
  return `${location ? `${location.file}:${location.line}: ` : ''}${text}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.includes('--workflows') ? ['workflows'] : Object.keys(PARTS);
  const due = process.argv.includes('--force') ? names : staleParts(names);
  Promise.all(due.map(buildPart)).then(
    // The bundlers leave processes and timers behind.
    () => process.exit(0),
    (error) => {
      console.error(describe(error));
      process.exit(1);
    },
  );
}
