// openid-client: discovery, the code grant with PKCE, state and iss, refresh at 401, introspection,
// revocation. Without a secret in the task it is a public client.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

import { Issuer, generators } from 'openid-client';

import { browse, report, task } from './conversation.mjs';

const issuer = await Issuer.discover(`${task.url}/.well-known/oauth-authorization-server`);
assert.equal(issuer.issuer, task.url);

const client = new issuer.Client({
  client_id: task.client_id,
  redirect_uris: [task.redirect_uri],
  response_types: ['code'],
  ...(task.client_secret
    ? { client_secret: task.client_secret }
    : { token_endpoint_auth_method: 'none' }),
});

async function signIn() {
  const state = generators.state();
  const verifier = generators.codeVerifier();
  const location = await browse(
    client.authorizationUrl({
      state,
      code_challenge: generators.codeChallenge(verifier),
      code_challenge_method: 'S256',
    }),
  );
  const answer = client.callbackParams(location);
  const accept = (parameters) =>
    client.oauthCallback(task.redirect_uri, parameters, {
      state,
      code_verifier: verifier,
      response_type: 'code',
    });
  // The metadata announces iss, so the library rejects answers without it.
  await assert.rejects(accept({ ...answer, iss: undefined }), /iss missing/);
  await assert.rejects(accept({ ...answer, iss: 'https://elsewhere.example.com' }), /iss mismatch/);
  await assert.rejects(accept({ ...answer, state: 'another' }), /state mismatch/);
  return accept(answer);
}

let tokens = await signIn();
let refreshes = 0;

async function get(path) {
  const answer = await client.requestResource(task.console + path, tokens);
  if (answer.statusCode === 401) {
    tokens = await client.refresh(tokens);
    refreshes += 1;
    return null;
  }
  assert.equal(answer.statusCode, 200, String(answer.body));
  return JSON.parse(answer.body);
}

let info = null;
let lists = null;
// Introspection requires client authentication (RFC 7662, 2.1).
const introspects = Boolean(task.client_secret);
let introspection = {};
while (refreshes === 0 || !info || !lists || (introspects && !introspection.active)) {
  info = await get('Authentication/Info');
  lists = await get('User/Lists');
  if (introspects) introspection = await client.introspect(tokens.access_token);
  await pause(task.pause_ms);
}
if (introspects) {
  assert.equal(introspection.client_id, task.client_id);
  assert.equal(introspection.username, info.Username);
}

await client.revoke(tokens.refresh_token, 'refresh_token');
if (introspects) assert.deepEqual(await client.introspect(tokens.access_token), { active: false });
await assert.rejects(client.refresh(tokens), { name: 'OPError', error: 'invalid_grant' });

report({ info, lists, refresh_token: tokens.refresh_token });
