// Tokens and the calls that they are good for.
import { open, readFile, rename } from 'node:fs/promises';

import { Issuer } from 'openid-client';

import { readAnswer } from './activation.js';

const SERVICE = '/API/v1.1/Rest/ConsoleService.svc/';
const TIME_LIMIT_MS = 30_000;

export async function loadTokens(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

// For the owner only, and as a whole: a crash leaves the old tokens or the new ones.
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
  #renewal = null;

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
    await this.#keep(await this.#client.grant({ grant_type: 'password', username, password }));
  }

  // At 401 the tokens are renewed and the call is repeated, once.
  async get(path) {
    const used = this.#tokens;
    let response = await this.#send(path, used);
    if (response.status === 401) {
      if (this.#tokens === used) await this.#renew();
      response = await this.#send(path, this.#tokens);
    }
    return readAnswer(response);
  }

  #send(path, tokens) {
    return fetch(this.#baseUrl + SERVICE + path, {
      redirect: 'manual',
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
      headers: { Authorization: `Bearer ${tokens.access_token}`, Accept: 'application/json' },
    });
  }

  // Calls that need it at the same time share one: a refresh token is good for one use.
  #renew() {
    this.#renewal ??= this.#client
      .refresh(this.#tokens.refresh_token)
      .then((tokens) => this.#keep(tokens))
      .finally(() => {
        this.#renewal = null;
      });
    return this.#renewal;
  }

  // Saved before anything else is done with them: the old ones are used up.
  async #keep(tokens) {
    await saveTokens(this.#file, tokens);
    this.#tokens = tokens;
  }
}
