// An application that receives the browser at its redirect URI.
import { once } from 'node:events';
import http from 'node:http';

const PAGE = '<!doctype html><html lang="en"><title>Application</title><p>Back at the application.';

export class Application {
  #server;
  /** The received requests, as Node's IncomingMessage. */
  requests = [];

  /** Listens on a free port of the address; returns null if the machine does not have the address.
   * `redirectsTo`: the target of a redirect, which replaces the application's page. */
  static async listen(address = '127.0.0.1', redirectsTo = null) {
    const application = new Application(redirectsTo);
    application.#server.listen(0, address);
    try {
      await once(application.#server, 'listening');
    } catch (error) {
      if (['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(error.code)) return null;
      throw error;
    }
    application.#server.unref(); // does not keep the program running
    const { port } = application.#server.address();
    application.origin = `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
    application.redirectUri = `${application.origin}/back`;
    return application;
  }

  constructor(redirectsTo) {
    this.#server = http.createServer((request, response) => {
      if (request.url === '/favicon.ico') return response.writeHead(204).end();
      this.requests.push(request);
      if (redirectsTo) response.writeHead(302, { Location: redirectsTo });
      else response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
      response.end(redirectsTo ? '' : PAGE);
    });
  }

  /** Waits for the browser and returns the parameters of its request. */
  async arrival(page) {
    await page.waitForURL((url) => url.origin === this.origin);
    return Object.fromEntries(new URL(page.url()).searchParams);
  }
}
