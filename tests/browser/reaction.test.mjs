// What recipients of messages do: leave a list, confirm a subscription, open a message on the web.
import assert from 'node:assert/strict';

import { PHONE, expectAccessible, expectToFit, given, screenshot, walk } from './browser.mjs';

async function look(page, name) {
  await expectToFit(page);
  await expectAccessible(page);
  await screenshot(page, `reaction ${name}`);
}

const heading = (page) => page.getByRole('heading', { level: 1 });
const button = (page) => page.locator('form button');

async function goThrough(page, link, name) {
  await page.goto(link);
  const asked = await heading(page).textContent();
  await look(page, name);
  await button(page).click();
  await heading(page).waitFor();
  assert.notEqual(await heading(page).textContent(), asked);
  assert.equal(await button(page).count(), 0);
  await look(page, `${name} done`);
}

walk('a subscription is confirmed, and ended again', { viewport: PHONE }, async (page) => {
  await goThrough(page, given.reactions.confirm, 'confirm');
  await goThrough(page, given.reactions.unsubscribe, 'unsubscribe');
});

walk('a link that is broken, in the dark', { colorScheme: 'dark' }, async (page) => {
  const answer = await page.goto(`${given.reactions.unsubscribe}x`);
  assert.equal(answer.status(), 404);
  await look(page, 'broken dark');
});

walk('leaving a list without JavaScript', { javaScript: false }, async (page) => {
  await page.goto(given.reactions.other);
  await button(page).click();
  await heading(page).waitFor();
  assert.equal(await button(page).count(), 0);
});
