// Runs the walks of all *.test.mjs in this folder sequentially in one browser. tests/blackbox/test_browser.py
// starts it with a running server.
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';

import { closeBrowser, walks } from './browser.mjs';

const files = await readdir(new URL('.', import.meta.url));
for (const file of files.filter((name) => name.endsWith('.test.mjs')).sort()) {
  await import(new URL(file, import.meta.url));
}
// The browser is closed here, as Node 18 and 20 run an `after` of the root at different times.
await Promise.all(walks.map(({ name, options, run }) => test(name, options, run)));
await closeBrowser();
