// What walks through any page need: the browser, a window of their own, pictures, and the checks
// that every page has to stand.
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

import { chromium } from 'playwright-core';

const WALK_MS_MAX = 60_000;
const STEP_MS_MAX = 10_000;
export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 360, height: 740 };
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
const NO_OTHER_NAMES = 'MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE ::1';

/** What the driver has made ready: addresses, applications, credentials. */
export const given = JSON.parse(process.env.USHER_GIVEN);
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = process.env.USHER_SCREENSHOTS;
if (pictures) await mkdir(pictures, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.USHER_BROWSER ?? '/usr/bin/chromium',
  // Only our own pages are opened, and containers don't give what a sandbox needs.
  chromiumSandbox: false,
  // All traffic is loopback: no proxy, and no other name is there.
  args: [
    '--no-proxy-server',
    `--host-resolver-rules=${NO_OTHER_NAMES}`,
    // One process for all sites, and no optimising of what runs once: a third of the time.
    '--disable-site-isolation-trials',
    '--renderer-process-limit=1',
    '--js-flags=--no-opt',
  ],
});

export const closeBrowser = () => browser.close();

/** All that has been announced; main.mjs runs them. */
export const walks = [];

/**
 * A test: `steps(page, t)` from a window that has no cookies yet. At its end nothing may have been
 * blocked or complained about. `options`: language, viewport, colorScheme, forcedColors,
 * javaScript: false, and ownWindow: true for what leaves traces in a window.
 */
export function walk(name, options, steps) {
  walks.push({ name, options: { timeout: WALK_MS_MAX }, run: (t) => run(t, options, steps) });
}

// A new window costs more than most walks, so they hand theirs on; one in which something has
// failed is thrown away.
let idle = null;

async function run(t, options, steps) {
  const { javaScript = true, ownWindow = !javaScript } = options;
  const used = (!ownWindow && idle) || (await openWindow(javaScript));
  if (used === idle) idle = null;
  const { context, page, complaints } = used;
  try {
    await prepare(context, page, options);
    await steps(page, t);
    assert.deepEqual(complaints, []);
  } catch (error) {
    await screenshot(page, `failed ${t.name}`).catch(() => {});
    await context.close();
    const heard = complaints.length ? `\nThe browser says: ${complaints.join('\n')}` : '';
    throw new Error(`${error.message}${heard}`, { cause: error });
  }
  if (ownWindow) return context.close();
  const others = context.pages().filter((other) => other !== page);
  await Promise.all(others.map((other) => other.close()));
  idle = used;
}

async function openWindow(javaScriptEnabled) {
  const context = await browser.newContext({ javaScriptEnabled });
  context.setDefaultTimeout(STEP_MS_MAX);
  const complaints = await listenForComplaints(context);
  return { context, page: await context.newPage(), complaints };
}

async function prepare(context, page, options) {
  const { language = 'en', viewport = DESKTOP } = options;
  const { colorScheme = 'light', forcedColors = 'none' } = options;
  await context.clearCookies();
  await context.setExtraHTTPHeaders({ 'Accept-Language': `${language},en;q=0.5` });
  await page.emulateMedia({ colorScheme, forcedColors, reducedMotion: 'reduce' });
  await page.setViewportSize(viewport);
}

/** What the browser itself finds wrong, most of all with the Content-Security-Policy. */
async function listenForComplaints(context) {
  const complaints = [];
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`securitypolicyviolation: ${event.violatedDirective}, ${event.blockedURI}`);
    });
  });
  context.on('console', (message) => {
    // A page that says what went wrong has a status that says so too.
    const isStatus = /^Failed to load resource: .* status of 4\d\d/.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !isStatus) complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && !LOOPBACK.includes(hostname)) {
      complaints.push(`a request to ${request.url()}`);
    }
  });
  return complaints;
}

/** A picture for people to look at, of the whole page and not only of what fits into the window; only
 * where somebody asked for pictures, as they take a fifth of the time. */
export async function screenshot(page, name, fullPage = true) {
  if (!pictures) return;
  const file = `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.png`;
  await page.screenshot({ path: path.join(pictures, file), fullPage });
}

/** WCAG's rules that a program can check, in the page as it is shown now. */
export async function expectAccessible(page) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) {
    const session = await page.context().newCDPSession(page);
    await session.send('Runtime.evaluate', { expression: axe });
    await session.detach();
  }
  const found = await page.evaluate(() =>
    globalThis.axe.run({ preload: false, rules: { 'target-size': { enabled: true } } }),
  );
  // What it could not decide counts: our pages have nothing that hides a colour from it.
  const problems = [...found.violations, ...found.incomplete].map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' ')}`,
  );
  assert.deepEqual(problems, []);
}

/** Nobody has to scroll sideways, and nothing sticks out of the window. */
export async function expectToFit(page, width = page.viewportSize().width) {
  const tooWide = await page.evaluate(() =>
    [...document.querySelectorAll('html, body *')]
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        const sticksOut = left < 0 || right > document.documentElement.clientWidth + 0.5;
        // A line of input scrolls by itself; what runs in a line of text has no width of its own.
        const holdsText = element.tagName !== 'INPUT' && element.clientWidth > 0;
        return sticksOut || (holdsText && element.scrollWidth > element.clientWidth + 1);
      })
      .map((element) => `<${element.tagName.toLowerCase()}> ${element.textContent.slice(0, 60)}`),
  );
  assert.deepEqual(tooWide, [], `too wide for ${width} pixels`);
}

/** With the browser's own setting for the size of text, which is not its zoom. */
export async function withTextSize(page, pixels, steps) {
  const session = await page.context().newCDPSession(page);
  const set = (size) =>
    session.send('Page.setFontSizes', { fontSizes: { standard: size, fixed: size } });
  await set(pixels);
  await steps();
  await set(16); // what it comes with
  await session.detach();
}
