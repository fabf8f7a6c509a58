// The protocol between a program and its test: lines of JSON on standard input and output.
import { createInterface } from 'node:readline';

const reader = createInterface({ input: process.stdin });
const lines = reader[Symbol.asyncIterator]();

async function read() {
  const { value, done } = await lines.next();
  if (done) throw new Error('the test has closed the connection');
  return JSON.parse(value);
}

/** The program's task: addresses, and the credentials of the application and of the user. */
export const task = await read();

/** Requests that the user opens a page; returns the address to which the browser is redirected. */
export async function browse(url) {
  console.log(JSON.stringify({ open: url }));
  return (await read()).url;
}

/** Sends the result and ends the conversation. */
export function report(outcome) {
  console.log(JSON.stringify(outcome));
  reader.close();
}
