// Owners at their pages: in, the account, the password, what is forgotten, out again.
import assert from 'node:assert/strict';

import { AccountPage, CHOSEN } from './account_page.mjs';
import {
  PHONE,
  expectAccessible,
  expectToFit,
  given,
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
const OWNER = { userName: given.userName, password: given.password };

async function look(page, name) {
  await expectToFit(page);
  await expectAccessible(page);
  await screenshot(page, `account ${name}`);
}

walk('an owner withdraws what an application may do', {}, async (page) => {
  const account = await AccountPage.open(page);
  await look(page, 'sign in');
  await account.signIn(OWNER);
  await look(page, 'home');
  assert.match(await page.locator('dl').textContent(), new RegExp(given.userName));
  const before = await account.applications.count();
  assert.ok(before > 0);
  await account.applications.first().getByRole('button').click();
  assert.match(await account.notice.textContent(), /no access/);
  assert.equal(await account.applications.count(), before - 1);
  await look(page, 'withdrawn');
});

walk('a password is changed, and the old one is none', { javaScript: false }, async (page) => {
  const account = await AccountPage.open(page);
  await account.signIn(given.changing);
  await page.getByRole('link', { name: 'Change password' }).click();
  await account.choose('aaaaaaaaaaaaaaa', { present: given.changing.password });
  assert.match(await account.problem.textContent(), /easy to guess/);
  await screenshot(page, 'account password problem');
  await account.choose(CHOSEN, { present: given.changing.password });
  assert.match(await account.notice.textContent(), /changed/);
  await account.signOut.click();
  await account.signIn(given.changing);
  assert.match(await account.problem.textContent(), /wrong/);
  await screenshot(page, 'account wrong');
  await account.signIn({ ...given.changing, password: CHOSEN });
  assert.equal(await account.heading.textContent(), TITLES.en);
});

walk('the plan asks for a password of the owner’s own', { viewport: PHONE }, async (page) => {
  const account = await AccountPage.open(page);
  await account.signIn(given.toldTo);
  assert.equal(new URL(page.url()).pathname, '/account/password');
  await look(page, 'must choose');
  await AccountPage.open(page);
  assert.equal(new URL(page.url()).pathname, '/account/password', 'there is no way around');
  await account.choose(CHOSEN, { present: given.toldTo.password });
  assert.equal(await account.heading.textContent(), TITLES.en);
});

walk('a forgotten password', {}, async (page) => {
  const account = await AccountPage.open(page);
  await page.getByRole('link', { name: /Forgot/ }).click();
  await look(page, 'forgot');
  await account.who.fill('nobody@example.org');
  await account.submit.click();
  assert.match(await account.heading.textContent(), /inbox/);
  await look(page, 'sent');
  await page.goto(given.forgetful.link);
  await look(page, 'reset');
  await page.goto(given.forgetful.link); // as a mail scanner has done before
  await account.choose(CHOSEN);
  assert.match(await account.notice.textContent(), /changed/);
  assert.match(await page.locator('dl').textContent(), new RegExp(given.forgetful.userName));
  await page.goto(given.forgetful.link);
  assert.match(await account.heading.textContent(), /not work any more/);
  await look(page, 'link used');
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

walk('the account in the dark, and with large type', { colorScheme: 'dark' }, async (page) => {
  const account = await AccountPage.open(page);
  await account.signIn(OWNER);
  await look(page, 'home dark');
  await withTextSize(page, 32, async () => {
    await expectToFit(page);
    await screenshot(page, 'account home large');
  });
});

walk('with the keyboard alone', {}, async (page) => {
  const account = await AccountPage.open(page);
  await account.userName.focus();
  await page.keyboard.type(OWNER.userName);
  await page.keyboard.press('Tab');
  await page.keyboard.type(OWNER.password);
  await page.keyboard.press('Enter');
  await page.locator('dl').waitFor();
  assert.equal(await account.heading.textContent(), TITLES.en);
});
