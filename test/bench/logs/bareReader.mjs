// The floor: a program that reads a file line by line and does nothing else.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

let lines = 0;
for await (const line of createInterface({ input: createReadStream(process.argv[2]) }))
  lines += line === '' ? 0 : 1;
console.log(lines);
