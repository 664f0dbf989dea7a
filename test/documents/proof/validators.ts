import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { makeFolder } from '../../../src/embedded/temporal/temporalWheel.js';
import { cacheDir, packagePath } from '../../../src/platform/files/paths.js';
import { childEnv } from '../../../src/platform/processes/childEnv.js';
import { describeError } from '../../../src/platform/processes/startupFailure.js';

const here = (name: string): string => packagePath('test', 'documents', 'proof', name);

/** What Maven needs to reach its registry. */
const FOR_MAVEN = /^(?:JAVA_HOME|MAVEN_\w+|M2_HOME|(?:https?|no|all)_proxy)$/i;
const FETCH_MS_MAX = 240_000;

/** The folder of the official rules, or why they cannot be had. */
export type Validators = { readonly folder: string } | { readonly missing: string };

/** The official rules from the cache; Maven fetches them when they are not there yet, 26 MB. */
export async function findValidators(env: NodeJS.ProcessEnv = process.env): Promise<Validators> {
  const version = createHash('sha256')
    .update(readFileSync(here('pom.xml')))
    .digest('hex')
    .slice(0, 12);
  const folder = join(cacheDir(env), 'invoice-rules', version);
  if ((await failureOf('javac', ['-version'])) !== undefined) return { missing: 'there is no Java compiler' };
  if (existsSync(folder)) return { folder };
  if ((await failureOf('mvn', ['-version'])) !== undefined) return { missing: 'there is no Maven' };
  const failure = await makeFolder(folder, (draft) =>
    failureOf('mvn', [
      '--quiet',
      '--batch-mode',
      '--file',
      here('pom.xml'),
      'dependency:copy-dependencies',
      `-DoutputDirectory=${draft}`,
    ]),
  );
  return failure === undefined ? { folder } : { missing: `Maven could not fetch them: ${failure}` };
}

async function failureOf(command: string, args: readonly string[]): Promise<string | undefined> {
  try {
    await promisify(execFile)(command, args, {
      env: childEnv(process.env, FOR_MAVEN),
      timeout: FETCH_MS_MAX,
    });
    return undefined;
  } catch (error) {
    return describeError(error);
  }
}

/** For a few documents the quick compiler is cheaper than the thorough one. */
const QUICK = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/** The rules that each file breaks, by its path. One start of Java for all. */
export async function validate(
  folder: string,
  paths: readonly string[],
  { isLong }: { readonly isLong: boolean },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const args = [
    ...(isLong ? [] : QUICK),
    '-cp',
    join(folder, '*'),
    here('Validate.java'),
    isLong ? '2' : '1',
  ];
  const java = spawn('java', args, {
    env: childEnv(process.env, FOR_MAVEN),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  java.stdin.end(paths.join('\n'));
  const [answers, said] = await Promise.all([text(java.stdout), text(java.stderr)]);
  const byPath = new Map(
    answers
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'))
      .map(([path = '', ...rules]) => [path, rules] as const),
  );
  if (byPath.size !== paths.length) throw new Error(`the rules were not asked about all files: ${said}`);
  return byPath;
}
