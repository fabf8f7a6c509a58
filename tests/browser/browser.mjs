// The browser of the walks: windows, screenshots, and checks that apply to every page.
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

/** The test data of test_browser.py: addresses, applications, credentials. */
export const data = JSON.parse(process.env.USHER_WALK_DATA);
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const screenshots = process.env.USHER_SCREENSHOTS;
if (screenshots) await mkdir(screenshots, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.USHER_BROWSER ?? '/usr/bin/chromium',
  // Only Usher's pages are opened, and containers lack the rights that the sandbox requires.
  chromiumSandbox: false,
  // All traffic is loopback: no proxy, and no other host name is resolved.
  args: [
    '--no-proxy-server',
    `--host-resolver-rules=${NO_OTHER_NAMES}`,
    // One process for all sites and no optimising compiler, which reduces the time to a third.
    '--disable-site-isolation-trials',
    '--renderer-process-limit=1',
    '--js-flags=--no-opt',
  ],
});

export const closeBrowser = () => browser.close();

/** The registered walks, which main.mjs runs. */
export const walks = [];

/**
 * Registers a test: `steps(page, t)` in a window without cookies. It fails if the browser reports a
 * problem. `options`: language, viewport, colorScheme, forcedColors, javaScript: false, and
 * ownWindow: true for steps that leave state in the window.
 */
export function walk(name, options, steps) {
  walks.push({ name, options: { timeout: WALK_MS_MAX }, run: (t) => run(t, options, steps) });
}

// Opening a window takes longer than most walks, so windows are reused; a window in which a walk has
// failed is closed.
let idle = null;

async function run(t, options, steps) {
  const { javaScript = true, ownWindow = !javaScript } = options;
  const open = (!ownWindow && idle) || (await openWindow(javaScript));
  if (open === idle) idle = null;
  const { context, page, problems } = open;
  try {
    await prepare(context, page, options);
    await steps(page, t);
    assert.deepEqual(problems, []);
  } catch (error) {
    await screenshot(page, `failed ${t.name}`).catch(() => {});
    await context.close();
    const reported = problems.length ? `\nThe browser reports: ${problems.join('\n')}` : '';
    throw new Error(`${error.message}${reported}`, { cause: error });
  }
  if (ownWindow) return context.close();
  const others = context.pages().filter((other) => other !== page);
  await Promise.all(others.map((other) => other.close()));
  idle = open;
}

async function openWindow(javaScriptEnabled) {
  const context = await browser.newContext({ javaScriptEnabled });
  context.setDefaultTimeout(STEP_MS_MAX);
  const problems = await collectProblems(context);
  return { context, page: await context.newPage(), problems };
}

async function prepare(context, page, options) {
  const { language = 'en', viewport = DESKTOP } = options;
  const { colorScheme = 'light', forcedColors = 'none' } = options;
  await context.clearCookies();
  await context.setExtraHTTPHeaders({ 'Accept-Language': `${language},en;q=0.5` });
  await page.emulateMedia({ colorScheme, forcedColors, reducedMotion: 'reduce' });
  await page.setViewportSize(viewport);
}

/** Collects the problems that the browser reports, such as violations of the Content-Security-Policy. */
async function collectProblems(context) {
  const problems = [];
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`securitypolicyviolation: ${event.violatedDirective}, ${event.blockedURI}`);
    });
  });
  context.on('console', (message) => {
    // The browser reports the status of pages with an error message, which is expected.
    const isStatus = /^Failed to load resource: .* status of 4\d\d/.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !isStatus) problems.push(message.text());
  });
  context.on('weberror', (error) => problems.push(String(error.error())));
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && !LOOPBACK.includes(hostname)) {
      problems.push(`a request to ${request.url()}`);
    }
  });
  return problems;
}

/** Stores a screenshot of the whole page, not only of the window; only if USHER_SCREENSHOTS is set, as
 * screenshots take a fifth of the time. */
export async function screenshot(page, name, fullPage = true) {
  if (!screenshots) return;
  const file = `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.png`;
  await page.screenshot({ path: path.join(screenshots, file), fullPage });
}

/** Checks the current page by the rules of WCAG that axe can test. */
export async function expectAccessible(page) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) {
    const session = await page.context().newCDPSession(page);
    await session.send('Runtime.evaluate', { expression: axe });
    await session.detach();
  }
  const found = await page.evaluate(() =>
    globalThis.axe.run({ preload: false, rules: { 'target-size': { enabled: true } } }),
  );
  // Undecided rules are problems, too: Usher's pages have no images that hide colours from axe.
  const violations = [...found.violations, ...found.incomplete].map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' ')}`,
  );
  assert.deepEqual(violations, []);
}

/** Checks that no element is wider than the window, which would require horizontal scrolling. */
export async function expectToFit(page, width = page.viewportSize().width) {
  const tooWide = await page.evaluate(() =>
    [...document.querySelectorAll('html, body *')]
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        const sticksOut = left < 0 || right > document.documentElement.clientWidth + 0.5;
        // Input fields scroll their text; inline elements have no width of their own (clientWidth is 0).
        const holdsText = element.tagName !== 'INPUT' && element.clientWidth > 0;
        return sticksOut || (holdsText && element.scrollWidth > element.clientWidth + 1);
      })
      .map((element) => `<${element.tagName.toLowerCase()}> ${element.textContent.slice(0, 60)}`),
  );
  assert.deepEqual(tooWide, [], `too wide for ${width} pixels`);
}

/** Runs the steps with the browser's setting for the size of text, which differs from zoom. */
export async function withTextSize(page, pixels, steps) {
  const session = await page.context().newCDPSession(page);
  const set = (size) =>
    session.send('Page.setFontSizes', { fontSizes: { standard: size, fixed: size } });
  await set(pixels);
  await steps();
  await set(16); // the default
  await session.detach();
}
