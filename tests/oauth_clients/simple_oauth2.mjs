// simple-oauth2: the code grant or, with a password in the task, the password grant; refresh at
// 401, revocation.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { AuthorizationCode, ResourceOwnerPassword } from 'simple-oauth2';

import { browse, report, task } from './conversation.mjs';

const client = { id: task.client_id, secret: task.client_secret };
const auth = {
  tokenHost: task.url,
  tokenPath: '/Authorization/OAuth/Token',
  revokePath: '/oauth/revoke',
};

async function signInWithCode() {
  const grant = new AuthorizationCode({
    client,
    auth: { ...auth, authorizePath: '/Authorization/OAuth/LogOn' },
  });
  const state = randomBytes(16).toString('hex');
  const redirect_uri = task.redirect_uri;
  const location = new URL(await browse(grant.authorizeURL({ redirect_uri, state })));
  assert.equal(location.searchParams.get('state'), state);
  return grant.getToken({ code: location.searchParams.get('code'), redirect_uri });
}

async function signInWithPassword() {
  const { username, password } = task;
  return new ResourceOwnerPassword({ client, auth }).getToken({ username, password });
}

let accessToken = await (task.password ? signInWithPassword() : signInWithCode());
let refreshes = 0;

async function get(path) {
  const answer = await fetch(task.console + path, {
    headers: { Authorization: `Bearer ${accessToken.token.access_token}` },
  });
  const body = await answer.text();
  if (answer.status === 401) {
    accessToken = await accessToken.refresh();
    refreshes += 1;
    return null;
  }
  assert.equal(answer.status, 200, body);
  return JSON.parse(body);
}

let info = null;
let lists = null;
while (refreshes === 0 || !info || !lists) {
  info = await get('Authentication/Info');
  lists = await get('User/Lists');
  await pause(task.pause_ms);
}

await accessToken.revokeAll();
await assert.rejects(accessToken.refresh(), ({ data }) => data.payload.error === 'invalid_grant');

report({ info, lists, refresh_token: accessToken.token.refresh_token });
