// What walks through any page need: the browser, a window of their own, pictures, and the checks
// that every page has to stand.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import axe from 'axe-core';
import { chromium } from 'playwright-core';

const WALK_MS_MAX = 30_000;
const STEP_MS_MAX = 5_000;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** What the driver has made ready: addresses, applications, credentials. */
export const given = JSON.parse(process.env.USHER_GIVEN);
const pictures = process.env.USHER_SCREENSHOTS;
await mkdir(pictures, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.USHER_BROWSER ?? '/usr/bin/chromium',
  // Only our own pages are opened, and containers don't give what a sandbox needs.
  chromiumSandbox: false,
  // All traffic is loopback: no proxy, and no other name is there.
  args: [
    '--no-proxy-server',
    `--host-resolver-rules=MAP * ~NOTFOUND, ${LOOPBACK.map((host) => `EXCLUDE ${host}`).join(', ')}`,
  ],
});

export const closeBrowser = () => browser.close();

/** All that has been announced; main.mjs runs them. */
export const walks = [];

/**
 * A test: `steps(page, t)` in a window of its own, without cookies. At its end nothing may have been
 * blocked or complained about. `context`: options of Playwright's newContext, such as `locale`.
 */
export function walk(name, context, steps) {
  walks.push({ name, options: { timeout: WALK_MS_MAX }, run: (t) => run(t, context, steps) });
}

async function run(t, options, steps) {
  const context = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(STEP_MS_MAX);
  const complaints = await listenForComplaints(context);
  const page = await context.newPage();
  try {
    await steps(page, t);
  } catch (error) {
    await screenshot(page, `failed ${t.name}`).catch(() => {});
    if (complaints.length) error.message += `\nThe browser says: ${complaints.join('\n')}`;
    throw error;
  } finally {
    await context.close();
  }
  assert.deepEqual(complaints, []);
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

/** A picture of the whole page, for people to look at. */
export async function screenshot(page, name) {
  const file = `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.png`;
  await page.screenshot({ path: path.join(pictures, file), fullPage: true });
}

/** WCAG's rules that a program can check, in the page as it is shown now. */
export async function expectAccessible(page) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
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

/** The browser's own setting for larger text, which is not its zoom: 16 is what it comes with. */
export async function setTextSize(page, pixels) {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setFontSizes', { fontSizes: { standard: pixels, fixed: pixels } });
}
