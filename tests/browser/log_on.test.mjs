// The sign-in page: all redirects to the application, all languages, small and large screens, the keyboard.
import assert from 'node:assert/strict';

import { Application } from './application.mjs';
import {
  PHONE,
  expectAccessible,
  expectToFit,
  data,
  screenshot,
  walk,
  withTextSize,
} from './browser.mjs';
import { LogOnPage } from './log_on_page.mjs';

const NARROWEST = { width: 320, height: 640 };
const STATE = 'x&y=z é';
// A word of the heading that is unique to the language.
const HEADINGS = {
  en: 'Connect',
  it: 'Colleghi',
  es: 'Conectar',
  fr: 'Relier',
  pt: 'Ligar',
  ja: '連携',
  da: 'Forbind',
};

const application = await Application.listen();

function expectCode(parameters) {
  assert.deepEqual(Object.keys(parameters).sort(), ['code', 'iss', 'state']);
  assert.ok(parameters.code);
  assert.equal(parameters.state, STATE);
  assert.equal(parameters.iss, data.server);
}

function expectRefusal(parameters) {
  assert.equal(parameters.error, 'access_denied');
  assert.equal(parameters.state, STATE);
  assert.ok(!('code' in parameters));
}

async function signIn(page, redirectUri = application.redirectUri) {
  await (await LogOnPage.open(page, redirectUri)).signIn();
}

// --- redirects to the application ---

walk('signing in redirects with a code', {}, async (page) => {
  const before = application.requests.length;
  await signIn(page);
  expectCode(await application.arrival(page));
  assert.equal(application.requests[before].method, 'GET');
  assert.equal(application.requests[before].headers.referer, undefined);
});

walk('an application that listens on [::1]', {}, async (page, t) => {
  const ipv6 = await Application.listen('::1');
  if (!ipv6) return t.skip('this machine has no [::1]');
  await signIn(page, ipv6.redirectUri);
  expectCode(await ipv6.arrival(page));
});

// The browser's dialog for external programs stays open and blocks later clicks, so the window is not reused.
walk('an application with a private-use scheme', { ownWindow: true }, async (page) => {
  // No program handles the scheme, so the test observes the browser's request only.
  const request = page.waitForRequest((sent) => sent.url().startsWith('com.example.shop:'));
  await Promise.all([request, signIn(page, 'com.example.shop:/back')]);
  expectCode(Object.fromEntries(new URL((await request).url()).searchParams));
});

walk('an application that redirects the browser', {}, async (page) => {
  const redirecting = await Application.listen('127.0.0.1', `${application.origin}/welcome`);
  await signIn(page, redirecting.redirectUri);
  await application.arrival(page);
  assert.equal(page.url(), `${application.origin}/welcome`);
  assert.match(redirecting.requests[0].url, /^\/back\?code=/);
});

walk('refusing redirects with an error', {}, async (page) => {
  const logOn = await LogOnPage.open(page, application.redirectUri);
  await logOn.refuse.click();
  expectRefusal(await application.arrival(page));
});

walk('going back and signing in again', {}, async (page) => {
  await signIn(page);
  const { code } = await application.arrival(page);
  await page.goBack();
  await new LogOnPage(page).signIn();
  const again = await application.arrival(page);
  expectCode(again);
  assert.notEqual(again.code, code);
});

// --- errors ---

walk('a wrong password in the language of the page', { language: 'it' }, async (page) => {
  const logOn = await LogOnPage.open(page, application.redirectUri);
  await logOn.signIn('wrong');
  assert.match(await logOn.problem.textContent(), /non sono corretti/);
  assert.equal(await logOn.userName.inputValue(), data.userName);
  assert.equal(await logOn.password.inputValue(), '');
  assert.ok(await logOn.password.evaluate((it) => document.activeElement === it), 'no focus');
  await expectAccessible(page);
  await screenshot(page, 'log on wrong password');
  await logOn.password.fill(data.password);
  await logOn.allow.click();
  expectCode(await application.arrival(page));
});

walk('a form without its cookie works at the second attempt', {}, async (page) => {
  const logOn = await LogOnPage.open(page, application.redirectUri);
  await page.context().clearCookies();
  await logOn.signIn();
  assert.match(await logOn.problem.textContent(), /open for too long/);
  assert.equal(await logOn.userName.inputValue(), data.userName);
  await expectAccessible(page);
  await screenshot(page, 'log on stale');
  await logOn.password.fill(data.password);
  await logOn.allow.click();
  expectCode(await application.arrival(page));
});

walk('two windows with the same request', {}, async (page) => {
  const other = await page.context().newPage();
  const first = await LogOnPage.open(page, application.redirectUri);
  const second = await LogOnPage.open(other, application.redirectUri);
  await first.signIn();
  expectCode(await application.arrival(page));
  await second.signIn();
  expectCode(await application.arrival(other));
});

walk('an unknown application', {}, async (page) => {
  const logOn = await LogOnPage.open(page, application.redirectUri, { clientId: 'unknown' });
  assert.equal(await logOn.heading.textContent(), 'This connection can’t be made');
  assert.equal(await logOn.userName.count(), 0);
  await expectAccessible(page);
  await screenshot(page, 'log on unknown application');
});

walk('an unregistered redirect URI', { viewport: PHONE }, async (page) => {
  const elsewhere = `${application.origin}/${'elsewhere'.repeat(20)}`;
  const logOn = await LogOnPage.open(page, elsewhere);
  assert.match(await logOn.detail.textContent(), /redirect_uri|redirect URI/);
  assert.equal(await logOn.userName.count(), 0);
  await expectAccessible(page);
  await expectToFit(page);
  await screenshot(page, 'log on unregistered redirect uri');
});

walk('errors, signing in and refusing without JavaScript', { javaScript: false }, async (page) => {
  const logOn = await LogOnPage.open(page, application.redirectUri);
  await logOn.signIn('wrong');
  assert.match(await logOn.problem.textContent(), /is wrong/);
  await page.context().clearCookies();
  await logOn.password.fill(data.password);
  await logOn.allow.click();
  assert.match(await logOn.problem.textContent(), /open for too long/);
  await logOn.password.fill(data.password);
  await logOn.allow.click();
  expectCode(await application.arrival(page));

  await (await LogOnPage.open(page, application.redirectUri)).refuse.click();
  expectRefusal(await application.arrival(page));
});

// --- layout ---

for (const [language, word] of Object.entries(HEADINGS)) {
  walk(`in ${language}, on a desktop and on a phone`, { language }, async (page) => {
    const logOn = await LogOnPage.open(page, application.redirectUri);
    assert.equal(await page.locator('html').getAttribute('lang'), language);
    assert.match(await logOn.heading.textContent(), new RegExp(word));
    await expectToFit(page);
    await expectAccessible(page);
    await screenshot(page, `log on ${language} 1280`);
    await page.setViewportSize(PHONE);
    await expectToFit(page);
    await screenshot(page, `log on ${language} 360`);
  });
}

// The width that a zoom of 400 % leaves of 1280 pixels.
walk('long names on the narrowest screen', { viewport: NARROWEST }, async (page) => {
  await LogOnPage.open(page, application.redirectUri, { clientId: data.longNameClientId });
  await expectToFit(page);
  await expectAccessible(page);
  await screenshot(page, 'log on long name 320');
});

walk('in dark colours', { colorScheme: 'dark' }, async (page) => {
  const logOn = await LogOnPage.open(page, application.redirectUri);
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.ok(background.match(/\d+/g).every((part) => Number(part) < 64), `background: ${background}`);
  await expectAccessible(page);
  await screenshot(page, 'log on dark');
  await logOn.signIn('wrong');
  await logOn.problem.waitFor();
  await expectAccessible(page);
  await screenshot(page, 'log on dark wrong password');
});

walk('in forced colours', { forcedColors: 'active' }, async (page) => {
  const logOn = await LogOnPage.open(page, application.redirectUri);
  await logOn.allow.focus();
  await screenshot(page, 'log on forced colours');
  // Shadows and backgrounds are removed: only the border shows that it is a button.
  for (const button of [logOn.allow, logOn.refuse]) {
    const border = await button.evaluate((element) => getComputedStyle(element).borderTopWidth);
    assert.notEqual(border, '0px');
  }
});

// Zoom reduces the number of CSS pixels.
walk('at a zoom of 200 %', { viewport: { width: 640, height: 400 } }, async (page) => {
  await LogOnPage.open(page, application.redirectUri);
  await expectToFit(page);
  await expectAccessible(page);
  await screenshot(page, 'log on zoom 200');
});

walk('with text of twice the size', { viewport: PHONE, language: 'fr' }, async (page) => {
  await LogOnPage.open(page, application.redirectUri);
  await withTextSize(page, 32, async () => {
    const size = await page.evaluate(() => getComputedStyle(document.body).fontSize);
    assert.equal(size, '32px', 'the page does not follow the setting');
    await expectToFit(page);
    await screenshot(page, 'log on large type 360', false); // a screenshot of the whole page resets the setting
  });
});

// --- the keyboard ---

walk('the keyboard reaches all controls in the order of the page', {}, async (page) => {
  const logOn = await LogOnPage.open(page, application.redirectUri);
  for (const element of [logOn.userName, logOn.password, logOn.allow, logOn.refuse]) {
    await page.keyboard.press('Tab');
    const { focused, outline } = await element.evaluate((it) => ({
      focused: document.activeElement === it,
      outline: getComputedStyle(it).outlineStyle,
    }));
    assert.ok(focused, `not reached: ${element}`);
    assert.notEqual(outline, 'none', `no visible focus: ${element}`);
  }
  await screenshot(page, 'log on keyboard');
  await page.keyboard.press('Space');
  expectRefusal(await application.arrival(page));
});

walk('Enter in the password field signs in', {}, async (page) => {
  await LogOnPage.open(page, application.redirectUri);
  await page.keyboard.press('Tab');
  await page.keyboard.insertText(data.userName);
  await page.keyboard.press('Tab');
  await page.keyboard.insertText(data.password);
  await page.keyboard.press('Enter');
  expectCode(await application.arrival(page));
});
