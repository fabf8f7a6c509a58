// The sign-in page as applicants meet it: on every way that leads back to the application, in every
// language, on small and large screens, with the keyboard alone.
import assert from 'node:assert/strict';

import { Application } from './application.mjs';
import {
  PHONE,
  expectAccessible,
  expectToFit,
  given,
  screenshot,
  walk,
  withTextSize,
} from './browser.mjs';
import { LogOnPage } from './log_on_page.mjs';

const NARROWEST = { width: 320, height: 640 };
const STATE = 'x&y=z é';
// What the heading says in no other language.
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

function expectCode(said) {
  assert.deepEqual(Object.keys(said).sort(), ['code', 'iss', 'state']);
  assert.ok(said.code);
  assert.equal(said.state, STATE);
  assert.equal(said.iss, given.server);
}

function expectRefusal(said) {
  assert.equal(said.error, 'access_denied');
  assert.equal(said.state, STATE);
  assert.ok(!('code' in said));
}

async function signIn(page, redirectUri = application.redirectUri) {
  await (await LogOnPage.open(page, redirectUri)).signIn();
}

// --- ways back to the application ---

walk('signing in brings the browser back with a code', {}, async (page) => {
  const asked = application.requests.length;
  await signIn(page);
  expectCode(await application.arrival(page));
  assert.equal(application.requests[asked].method, 'GET');
  assert.equal(application.requests[asked].headers.referer, undefined);
});

walk('an application that listens on [::1]', {}, async (page, t) => {
  const six = await Application.listen('::1');
  if (!six) return t.skip('there is no [::1] on this machine');
  await signIn(page, six.redirectUri);
  expectCode(await six.arrival(page));
});

// The browser's question who may open it stays, unseen, and swallows later clicks.
walk('an application with a scheme of its own', { ownWindow: true }, async (page) => {
  // Nothing here answers to the scheme: that the browser asks for it is all that can be seen.
  const called = page.waitForRequest((request) => request.url().startsWith('com.example.shop:'));
  await Promise.all([called, signIn(page, 'com.example.shop:/back')]);
  expectCode(Object.fromEntries(new URL((await called).url()).searchParams));
});

walk('an application that sends the browser on to another place', {}, async (page) => {
  const redirecting = await Application.listen('127.0.0.1', `${application.origin}/welcome`);
  await signIn(page, redirecting.redirectUri);
  await application.arrival(page);
  assert.equal(page.url(), `${application.origin}/welcome`);
  assert.match(redirecting.requests[0].url, /^\/back\?code=/);
});

walk('refusing tells the application so', {}, async (page) => {
  const logOn = await LogOnPage.open(page, application.redirectUri);
  await logOn.refuse.click();
  expectRefusal(await application.arrival(page));
});

walk('back from the application, and in once more', {}, async (page) => {
  await signIn(page);
  const { code } = await application.arrival(page);
  await page.goBack();
  await new LogOnPage(page).signIn();
  const again = await application.arrival(page);
  expectCode(again);
  assert.notEqual(again.code, code);
});

// --- what goes wrong ---

walk('a wrong password, said in the language of the page', { language: 'it' }, async (page) => {
  const logOn = await LogOnPage.open(page, application.redirectUri);
  await logOn.signIn('wrong');
  assert.match(await logOn.problem.textContent(), /non sono corretti/);
  assert.equal(await logOn.userName.inputValue(), given.userName);
  assert.equal(await logOn.password.inputValue(), '');
  assert.ok(await logOn.password.evaluate((it) => document.activeElement === it), 'no focus');
  await expectAccessible(page);
  await screenshot(page, 'log on wrong password');
  await logOn.password.fill(given.password);
  await logOn.allow.click();
  expectCode(await application.arrival(page));
});

walk('a form whose cookie is gone works at the second try', {}, async (page) => {
  const logOn = await LogOnPage.open(page, application.redirectUri);
  await page.context().clearCookies();
  await logOn.signIn();
  assert.match(await logOn.problem.textContent(), /open for too long/);
  assert.equal(await logOn.userName.inputValue(), given.userName);
  await expectAccessible(page);
  await screenshot(page, 'log on stale');
  await logOn.password.fill(given.password);
  await logOn.allow.click();
  expectCode(await application.arrival(page));
});

walk('two windows on one request, answered in turn', {}, async (page) => {
  const other = await page.context().newPage();
  const first = await LogOnPage.open(page, application.redirectUri);
  const second = await LogOnPage.open(other, application.redirectUri);
  await first.signIn();
  expectCode(await application.arrival(page));
  await second.signIn();
  expectCode(await application.arrival(other));
});

walk('an application that is not known', {}, async (page) => {
  const logOn = await LogOnPage.open(page, application.redirectUri, { clientId: 'nobody' });
  assert.equal(await logOn.heading.textContent(), 'This connection can’t be made');
  assert.equal(await logOn.userName.count(), 0);
  await expectAccessible(page);
  await screenshot(page, 'log on unknown application');
});

walk('a redirect URI that is not registered', { viewport: PHONE }, async (page) => {
  const elsewhere = `${application.origin}/${'elsewhere'.repeat(20)}`;
  const logOn = await LogOnPage.open(page, elsewhere);
  assert.match(await logOn.detail.textContent(), /redirect_uri|redirect URI/);
  assert.equal(await logOn.userName.count(), 0);
  await expectAccessible(page);
  await expectToFit(page);
  await screenshot(page, 'log on unregistered redirect uri');
});

walk('all of it without JavaScript', { javaScript: false }, async (page) => {
  const logOn = await LogOnPage.open(page, application.redirectUri);
  await logOn.signIn('wrong');
  assert.match(await logOn.problem.textContent(), /is wrong/);
  await page.context().clearCookies();
  await logOn.password.fill(given.password);
  await logOn.allow.click();
  assert.match(await logOn.problem.textContent(), /open for too long/);
  await logOn.password.fill(given.password);
  await logOn.allow.click();
  expectCode(await application.arrival(page));

  await (await LogOnPage.open(page, application.redirectUri)).refuse.click();
  expectRefusal(await application.arrival(page));
});

// --- how it looks ---

for (const [language, word] of Object.entries(HEADINGS)) {
  walk(`in ${language}, on a desk and on a phone`, { language }, async (page) => {
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

// Also what a zoom of 400 % leaves of a desk's 1280 pixels.
walk('long names, on the narrowest screen', { viewport: NARROWEST }, async (page) => {
  await LogOnPage.open(page, application.redirectUri, { clientId: given.longNameClientId });
  await expectToFit(page);
  await expectAccessible(page);
  await screenshot(page, 'log on long name 320');
});

walk('in the dark', { colorScheme: 'dark' }, async (page) => {
  const logOn = await LogOnPage.open(page, application.redirectUri);
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.ok(ground.match(/\d+/g).every((part) => Number(part) < 64), `the ground is ${ground}`);
  await expectAccessible(page);
  await screenshot(page, 'log on dark');
  await logOn.signIn('wrong');
  await logOn.problem.waitFor();
  await expectAccessible(page);
  await screenshot(page, 'log on dark wrong password');
});

walk('in colours of the user’s own', { forcedColors: 'active' }, async (page) => {
  const logOn = await LogOnPage.open(page, application.redirectUri);
  await logOn.allow.focus();
  await screenshot(page, 'log on forced colours');
  // All shadows and backgrounds are gone: a border is what shows that it is a button.
  for (const button of [logOn.allow, logOn.refuse]) {
    const border = await button.evaluate((element) => getComputedStyle(element).borderTopWidth);
    assert.notEqual(border, '0px');
  }
});

// Zoom makes pixels larger, and so fewer.
walk('at a zoom of 200 %', { viewport: { width: 640, height: 400 } }, async (page) => {
  await LogOnPage.open(page, application.redirectUri);
  await expectToFit(page);
  await expectAccessible(page);
  await screenshot(page, 'log on zoom 200');
});

walk('with mails of twice the size', { viewport: PHONE, language: 'fr' }, async (page) => {
  await LogOnPage.open(page, application.redirectUri);
  await withTextSize(page, 32, async () => {
    const size = await page.evaluate(() => getComputedStyle(document.body).fontSize);
    assert.equal(size, '32px', 'the page does not follow the setting');
    await expectToFit(page);
    await screenshot(page, 'log on large type 360', false); // a longer one forgets the setting
  });
});

// --- without a mouse ---

walk('the keyboard reaches everything, in the order of the page', {}, async (page) => {
  const logOn = await LogOnPage.open(page, application.redirectUri);
  for (const element of [logOn.userName, logOn.password, logOn.allow, logOn.refuse]) {
    await page.keyboard.press('Tab');
    const { focused, outline } = await element.evaluate((it) => ({
      focused: document.activeElement === it,
      outline: getComputedStyle(it).outlineStyle,
    }));
    assert.ok(focused, `not reached: ${element}`);
    assert.notEqual(outline, 'none', `can't be seen to be reached: ${element}`);
  }
  await screenshot(page, 'log on keyboard');
  await page.keyboard.press('Space');
  expectRefusal(await application.arrival(page));
});

walk('Enter in the password signs in', {}, async (page) => {
  await LogOnPage.open(page, application.redirectUri);
  await page.keyboard.press('Tab');
  await page.keyboard.insertText(given.userName);
  await page.keyboard.press('Tab');
  await page.keyboard.insertText(given.password);
  await page.keyboard.press('Enter');
  expectCode(await application.arrival(page));
});
