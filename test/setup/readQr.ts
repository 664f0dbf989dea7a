import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

async function isThere(program: string, flag: string): Promise<boolean> {
  return run(program, [flag]).then(
    () => true,
    () => false,
  );
}

/** Without these programs (Debian: zbar-tools, poppler-utils), what needs them is left out, and that is said. */
export const canReadQr = await isThere('zbarimg', '--version');
export const canDrawPdf = await isThere('pdftoppm', '-v');
if (!canReadQr) console.warn('There is no zbarimg here, so not tried: reading codes back from pictures.');

if (!canDrawPdf) console.warn('There is no pdftoppm here, so not tried: codes on documents.');

/** The text of the only code in a picture; as bytes, because the program guesses other encodings than UTF-8. */
export async function readQr(picture: Buffer): Promise<string> {
  return inFolder(async (folder) => {
    const file = join(folder, 'picture.png');
    await writeFile(file, picture);
    const { stdout } = await run('zbarimg', ['--quiet', '--raw', '-Sbinary', file]);
    return stdout.trimEnd();
  });
}

/** The first page of a PDF as a picture. */
export async function drawPdf(pdf: Buffer): Promise<Buffer> {
  return inFolder(async (folder) => {
    const file = join(folder, 'document.pdf');
    await writeFile(file, pdf);
    await run('pdftoppm', ['-png', '-r', '110', '-singlefile', file, join(folder, 'page')]);
    return readFile(join(folder, 'page.png'));
  });
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'sitetab-qr-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
