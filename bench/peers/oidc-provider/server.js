// OAuth tokens with oidc-provider: the benchmark's peer for refreshes and introspections.
//
// No data is durable: the provider's adapter stores all data in the process. The peer is one
// process without a cluster, because processes could not share tokens.
//
// The provider offers the features of Usher: opaque access tokens, refresh tokens that rotate,
// one client that authenticates by HTTP Basic, no ID tokens (no scope `openid`), none of the
// provider's other endpoints.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Provider } from 'oidc-provider';
import { setStorage } from 'oidc-provider/lib/adapters/memory_adapter.js';

const DAY_SECONDS = 24 * 60 * 60;
const SCOPE = 'offline_access';

function makeProvider(issuer, clientId, clientSecret) {
  // The adapter's default store keeps only the last 1,000 entries.
  setStorage(new Map());
  return new Provider(issuer, {
    clients: [{
      client_id: clientId,
      client_secret: clientSecret,
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['refresh_token'],
      response_types: [],
      redirect_uris: [],
    }],
    rotateRefreshToken: true,
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    features: {
      introspection: {
        enabled: true,
        // A client may introspect only its own tokens.
        allowedPolicy: (ctx, client, token) => token.clientId === client.clientId,
      },
      revocation: { enabled: true },
      devInteractions: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    ttl: { AccessToken: 3600, Grant: 60 * DAY_SECONDS, RefreshToken: 60 * DAY_SECONDS },
  });
}

// Returns [refresh token, access token] without a sign-in.
async function begin(provider, client, accountId) {
  const grant = new provider.Grant({ accountId, clientId: client.clientId });
  grant.addOIDCScope(SCOPE);
  const grantId = await grant.save();
  const common = { accountId, client, grantId, gty: 'password', scope: SCOPE };
  return [await new provider.RefreshToken(common).save(),
    await new provider.AccessToken(common).save()];
}

async function main() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      'client-id': { type: 'string' },
      'client-secret': { type: 'string' },
      grants: { type: 'string' },
      tokens: { type: 'string' },
    },
  });
  const provider = makeProvider(`http://127.0.0.1:${values.port}`, values['client-id'],
    values['client-secret']);
  const client = await provider.Client.find(values['client-id']);
  const lines = [];
  for (let number = 1; number <= Number(values.grants); number += 1) {
    lines.push(`${(await begin(provider, client, `m${number}`)).join(' ')}\n`);
  }
  writeFileSync(values.tokens, lines.join(''));
  const server = provider.listen(Number(values.port), '127.0.0.1', () => {
    console.log(`listening ${server.address().port}`);
  });
}

main();
