// The pages for recipients: confirming a subscription, unsubscribing, broken links.
import assert from 'node:assert/strict';

import { PHONE, expectAccessible, expectToFit, data, screenshot, walk } from './browser.mjs';

async function checkPage(page, name) {
  await expectToFit(page);
  await expectAccessible(page);
  await screenshot(page, `reaction ${name}`);
}

const heading = (page) => page.getByRole('heading', { level: 1 });
const button = (page) => page.locator('form button');

async function confirmOnPage(page, link, name) {
  await page.goto(link);
  const question = await heading(page).textContent();
  await checkPage(page, name);
  await button(page).click();
  await heading(page).waitFor();
  assert.notEqual(await heading(page).textContent(), question);
  assert.equal(await button(page).count(), 0);
  await checkPage(page, `${name} done`);
}

walk('confirming a subscription and unsubscribing', { viewport: PHONE }, async (page) => {
  await confirmOnPage(page, data.reactions.confirm, 'confirm');
  await confirmOnPage(page, data.reactions.unsubscribe, 'unsubscribe');
});

walk('a broken link in dark colours', { colorScheme: 'dark' }, async (page) => {
  const answer = await page.goto(`${data.reactions.unsubscribe}x`);
  assert.equal(answer.status(), 404);
  await checkPage(page, 'broken dark');
});

walk('unsubscribing without JavaScript', { javaScript: false }, async (page) => {
  await page.goto(data.reactions.other);
  await button(page).click();
  await heading(page).waitFor();
  assert.equal(await button(page).count(), 0);
});
