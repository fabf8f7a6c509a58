// Runs the walks of every *.test.mjs beside it, one after another, in one browser. Started by
// tests/blackbox/test_browser.py, which has a server ready.
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';

import { closeBrowser, walks } from './browser.mjs';

const beside = await readdir(new URL('.', import.meta.url));
for (const file of beside.filter((name) => name.endsWith('.test.mjs')).sort()) {
  await import(new URL(file, import.meta.url));
}
// Not by an `after`: Node 18 and 20 don't agree when those of the root run.
await Promise.all(walks.map(({ name, options, run }) => test(name, options, run)));
await closeBrowser();
