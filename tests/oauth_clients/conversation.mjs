// How a program here talks with its test: lines of JSON on standard input and output.
import { createInterface } from 'node:readline';

const reader = createInterface({ input: process.stdin });
const lines = reader[Symbol.asyncIterator]();

async function read() {
  const { value, done } = await lines.next();
  if (done) throw new Error('the test has gone away');
  return JSON.parse(value);
}

/** What the program is to do: addresses, the application's credentials, the user's. */
export const task = await read();

/** Has the user open a page. The address that the browser comes back with. */
export async function browse(url) {
  console.log(JSON.stringify({ open: url }));
  return (await read()).url;
}

/** What came of it; the last thing that a program says. */
export function report(outcome) {
  console.log(JSON.stringify(outcome));
  reader.close();
}
