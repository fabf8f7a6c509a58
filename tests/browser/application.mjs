// The application that waits for the browser at its redirect URI.
import { once } from 'node:events';
import http from 'node:http';

const PAGE = '<!doctype html><html lang="en"><title>Application</title><p>Back at the application.';

export class Application {
  #server;
  /** The requests that have come, as Node shows them. */
  requests = [];

  /** On a free port of the address; null where there is no such address. `leadsTo`: answers with a
   * redirect to there instead of a page of its own. */
  static async listen(address = '127.0.0.1', leadsTo = null) {
    const application = new Application(leadsTo);
    application.#server.listen(0, address);
    try {
      await once(application.#server, 'listening');
    } catch (error) {
      if (['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(error.code)) return null;
      throw error;
    }
    application.#server.unref(); // ends with the program
    const { port } = application.#server.address();
    application.origin = `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
    application.redirectUri = `${application.origin}/back`;
    return application;
  }

  constructor(leadsTo) {
    this.#server = http.createServer((request, response) => {
      if (request.url === '/favicon.ico') return response.writeHead(204).end();
      this.requests.push(request);
      if (leadsTo) response.writeHead(302, { Location: leadsTo });
      else response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
      response.end(leadsTo ? '' : PAGE);
    });
  }

  /** What the browser brings along, once it has arrived. */
  async arrival(page) {
    await page.waitForURL((url) => url.origin === this.origin);
    return Object.fromEntries(new URL(page.url()).searchParams);
  }
}
