#!/usr/bin/env node
// Asks the registry which of the packages we ship are known to be unsafe. Ends with 1 when one is, gravely; where nobody
// can be asked it says so and ends with 0, since a mirror without advisories, or no network, is no flaw of ours.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const GRAVE = ['high', 'critical'];
const WAIT_MS = 60_000;

function ask() {
  const { stdout, error, signal } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    encoding: 'utf8',
    timeout: WAIT_MS,
    maxBuffer: 50_000_000,
  });
  if (error || signal) return { message: error?.message ?? `npm audit was ended by ${signal}` };
  try {
    return JSON.parse(stdout);
  } catch {
    return { message: 'npm audit gave no answer that can be read' };
  }
}

function nameFlaws(report) {
  return Object.values(report.vulnerabilities).flatMap(({ name, severity, via, fixAvailable }) => {
    const known = via.filter((flaw) => typeof flaw === 'object');
    const cure = fixAvailable ? 'an update mends it' : 'there is no update yet';
    return known.map(({ title, url }) => ({
      severity,
      line: `${severity}  ${name}: ${title} (${url}); ${cure}`,
    }));
  });
}

const report = ask();
if (report.vulnerabilities === undefined) {
  const why = String(report.message ?? report.error?.summary ?? 'no reason was given').trim();
  console.log(`NOT CHECKED: the registry could not be asked which packages are known to be unsafe (${why}).`);
} else {
  const flaws = nameFlaws(report);
  const grave = flaws.filter(({ severity }) => GRAVE.includes(severity));
  for (const { line } of flaws) console.log(line);
  const asked = `${report.metadata.dependencies.prod} packages were asked about`;
  if (flaws.length === 0) console.log(`${asked}; none is known to be unsafe.`);
  else console.log(`${asked}; ${flaws.length} flaws are known, ${grave.length} of them high or critical.`);
  process.exitCode = grave.length > 0 ? 1 : 0;
}
