type Ending = () => unknown;

const endings: Ending[] = [];

/** What a test file opened is closed after its last test, the last first: the process goes on to other files. */
export function atEndOfFile(ending: Ending): void {
  endings.push(ending);
}

export async function endFile(): Promise<void> {
  for (const ending of endings.splice(0).reverse()) await ending();
}
