// The owner's pages: sign-in, the account, the password, a forgotten password, sign-out.
import assert from 'node:assert/strict';

import { AccountPage, CHOSEN } from './account_page.mjs';
import {
  PHONE,
  expectAccessible,
  expectToFit,
  data,
  screenshot,
  walk,
  withTextSize,
} from './browser.mjs';

const TITLES = {
  en: 'Your account',
  it: 'Il suo account',
  es: 'Su cuenta',
  fr: 'Votre compte',
  pt: 'A sua conta',
  ja: 'アカウント',
  da: 'Din konto',
};
const OWNER = { userName: data.userName, password: data.password };

async function checkPage(page, name) {
  await expectToFit(page);
  await expectAccessible(page);
  await screenshot(page, `account ${name}`);
}

walk('an owner withdraws the access of an application', {}, async (page) => {
  const account = await AccountPage.open(page);
  await checkPage(page, 'sign in');
  await account.signIn(OWNER);
  await checkPage(page, 'home');
  assert.match(await page.locator('dl').textContent(), new RegExp(data.userName));
  const before = await account.applications.count();
  assert.ok(before > 0);
  await account.applications.first().getByRole('button').click();
  assert.match(await account.notice.textContent(), /no access/);
  assert.equal(await account.applications.count(), before - 1);
  await checkPage(page, 'withdrawn');
});

walk('a changed password replaces the old one', { javaScript: false }, async (page) => {
  const account = await AccountPage.open(page);
  await account.signIn(data.changing);
  await page.getByRole('link', { name: 'Change password' }).click();
  await account.choose('aaaaaaaaaaaaaaa', { current: data.changing.password });
  assert.match(await account.problem.textContent(), /easy to guess/);
  await screenshot(page, 'account password problem');
  await account.choose(CHOSEN, { current: data.changing.password });
  assert.match(await account.notice.textContent(), /changed/);
  await account.signOut.click();
  await account.signIn(data.changing);
  assert.match(await account.problem.textContent(), /wrong/);
  await screenshot(page, 'account wrong');
  await account.signIn({ ...data.changing, password: CHOSEN });
  assert.equal(await account.heading.textContent(), TITLES.en);
});

walk('a plan that requires a chosen password', { viewport: PHONE }, async (page) => {
  const account = await AccountPage.open(page);
  await account.signIn(data.mustChoose);
  assert.equal(new URL(page.url()).pathname, '/account/password');
  await checkPage(page, 'must choose');
  await AccountPage.open(page);
  assert.equal(new URL(page.url()).pathname, '/account/password', 'the other pages redirect');
  await account.choose(CHOSEN, { current: data.mustChoose.password });
  assert.equal(await account.heading.textContent(), TITLES.en);
});

walk('a forgotten password', {}, async (page) => {
  const account = await AccountPage.open(page);
  await page.getByRole('link', { name: /Forgot/ }).click();
  await checkPage(page, 'forgot');
  await account.userNameOrAddress.fill('unknown@example.org');
  await account.submit.click();
  assert.match(await account.heading.textContent(), /inbox/);
  await checkPage(page, 'sent');
  await page.goto(data.forgetful.link);
  await checkPage(page, 'reset');
  await page.goto(data.forgetful.link); // a second visit, after that of a mail scanner
  await account.choose(CHOSEN);
  assert.match(await account.notice.textContent(), /changed/);
  assert.match(await page.locator('dl').textContent(), new RegExp(data.forgetful.userName));
  await page.goto(data.forgetful.link);
  assert.match(await account.heading.textContent(), /not work any more/);
  await checkPage(page, 'link used');
});

walk('the account in every language', { viewport: PHONE }, async (page) => {
  const account = await AccountPage.open(page);
  await account.signIn(OWNER);
  for (const [language, title] of Object.entries(TITLES)) {
    await page.context().setExtraHTTPHeaders({ 'Accept-Language': language });
    await AccountPage.open(page);
    assert.equal(await account.heading.textContent(), title);
    await expectToFit(page);
    await screenshot(page, `account home phone ${language}`);
    await AccountPage.open(page, '/account/password');
    await expectToFit(page);
    await screenshot(page, `account password phone ${language}`);
  }
});

walk('the account in dark colours and in large type', { colorScheme: 'dark' }, async (page) => {
  const account = await AccountPage.open(page);
  await account.signIn(OWNER);
  await checkPage(page, 'home dark');
  await withTextSize(page, 32, async () => {
    await expectToFit(page);
    await screenshot(page, 'account home large');
  });
});

walk('signing in with the keyboard', {}, async (page) => {
  const account = await AccountPage.open(page);
  await account.userName.focus();
  await page.keyboard.type(OWNER.userName);
  await page.keyboard.press('Tab');
  await page.keyboard.type(OWNER.password);
  await page.keyboard.press('Enter');
  await page.locator('dl').waitFor();
  assert.equal(await account.heading.textContent(), TITLES.en);
});
