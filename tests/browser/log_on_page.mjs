// The page on which an applicant signs in and lets an application into the account.
import { given } from './browser.mjs';

export class LogOnPage {
  constructor(page) {
    this.page = page;
    this.heading = page.getByRole('heading', { level: 1 });
    this.userName = page.locator('input[name=username]');
    this.password = page.locator('input[name=password]');
    this.allow = page.locator('button[value=allow]');
    this.refuse = page.locator('button[value=refuse]');
    this.problem = page.getByRole('alert');
    this.detail = page.locator('.detail'); // what the application's maker has to know
  }

  static async open(page, redirectUri, { clientId = given.clientId, state = 'x&y=z é' } = {}) {
    const query = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      redirect_uri: redirectUri,
      state,
    });
    await page.goto(`${given.server}/Authorization/OAuth/LogOn?${query}`);
    return new LogOnPage(page);
  }

  async signIn(password = given.password) {
    await this.userName.fill(given.userName);
    await this.password.fill(password);
    await this.allow.click();
  }
}
