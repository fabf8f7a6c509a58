// Tokens, and calls on an account's resources.
import { open, readFile, rename } from 'node:fs/promises';

import { Issuer } from 'openid-client';

import { readResponse } from './activation.js';

const SERVICE = '/API/v1.1/Rest/ConsoleService.svc/';
const TIMEOUT_MS = 30_000;

export async function loadTokens(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

// Replaces the file atomically, readable by its owner only.
async function saveTokens(file, { access_token, refresh_token, expires_at }) {
  const temporary = `${file}.${process.pid}`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify({ access_token, refresh_token, expires_at }));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

export class Account {
  #client;
  #baseUrl;
  #file;
  #tokens;
  #pendingRefresh = null;

  constructor({ baseUrl, clientId, clientSecret }, file, tokens) {
    const issuer = new Issuer({
      issuer: baseUrl,
      token_endpoint: `${baseUrl}/Authorization/OAuth/Token`,
      revocation_endpoint: `${baseUrl}/oauth/revoke`,
    });
    this.#client = new issuer.Client({ client_id: clientId, client_secret: clientSecret });
    this.#baseUrl = baseUrl;
    this.#file = file;
    this.#tokens = tokens;
  }

  async signIn(username, password) {
    await this.#save(await this.#client.grant({ grant_type: 'password', username, password }));
  }

  // After a 401 the tokens are refreshed and the call is repeated once.
  async get(path) {
    const used = this.#tokens;
    let response = await this.#send(path, used);
    if (response.status === 401) {
      if (this.#tokens === used) await this.#refresh();
      response = await this.#send(path, this.#tokens);
    }
    return readResponse(response);
  }

  #send(path, tokens) {
    return fetch(this.#baseUrl + SERVICE + path, {
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { Authorization: `Bearer ${tokens.access_token}`, Accept: 'application/json' },
    });
  }

  // Concurrent calls share one refresh: a refresh token is valid for one use.
  #refresh() {
    this.#pendingRefresh ??= this.#client
      .refresh(this.#tokens.refresh_token)
      .then((tokens) => this.#save(tokens))
      .finally(() => {
        this.#pendingRefresh = null;
      });
    return this.#pendingRefresh;
  }

  // Saves the tokens before their first use, because the old refresh token is no longer valid.
  async #save(tokens) {
    await saveTokens(this.#file, tokens);
    this.#tokens = tokens;
  }
}
