// The page on which an owner signs in and gives an application access to the account.
import { data } from './browser.mjs';

export class LogOnPage {
  constructor(page) {
    this.page = page;
    this.heading = page.getByRole('heading', { level: 1 });
    this.userName = page.locator('input[name=username]');
    this.password = page.locator('input[name=password]');
    this.allow = page.locator('button[value=allow]');
    this.refuse = page.locator('button[value=refuse]');
    this.problem = page.getByRole('alert');
    this.detail = page.locator('.detail'); // the error's detail for the developer of the application
  }

  static async open(page, redirectUri, { clientId = data.clientId, state = 'x&y=z é' } = {}) {
    const query = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      redirect_uri: redirectUri,
      state,
    });
    await page.goto(`${data.server}/Authorization/OAuth/LogOn?${query}`);
    return new LogOnPage(page);
  }

  async signIn(password = data.password) {
    await this.userName.fill(data.userName);
    await this.password.fill(password);
    await this.allow.click();
  }
}
