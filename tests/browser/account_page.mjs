// The owner's pages: sign-in, the account, the password.
import { data } from './browser.mjs';

export const CHOSEN = 'three quiet red foxes';

export class AccountPage {
  constructor(page) {
    this.page = page;
    this.heading = page.getByRole('heading', { level: 1 });
    this.userName = page.locator('input[name=username]');
    this.password = page.locator('input[name=password]');
    this.current = page.locator('input[name=present]');
    this.chosen = page.locator('input[name=new]');
    this.repeat = page.locator('input[name=repeat]');
    this.userNameOrAddress = page.locator('input[name=who]');
    this.submit = page.locator('.choices button');
    this.problem = page.getByRole('alert');
    this.notice = page.getByRole('status');
    this.applications = page.getByRole('region').first().getByRole('listitem');
    this.signOut = page.locator('button[name=session]').first();
  }

  static async open(page, path = '/account') {
    await page.goto(data.server + path);
    return new AccountPage(page);
  }

  async signIn({ userName, password }) {
    await this.userName.fill(userName);
    await this.password.fill(password);
    await this.submit.click();
  }

  async choose(chosen, { current, repeat = chosen } = {}) {
    if (current) await this.current.fill(current);
    await this.chosen.fill(chosen);
    await this.repeat.fill(repeat);
    await this.submit.click();
  }
}
