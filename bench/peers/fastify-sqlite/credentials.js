// Basic authentication (RFC 7617) against an application's row, which has the secret's digest.
'use strict';

const { createHash, timingSafeEqual } = require('node:crypto');

function secretDigest(secret) {
  return createHash('sha256').update(secret).digest();
}

// Returns the application's row, or null.
function authenticate(store, authorization) {
  const match = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(authorization ?? '');
  if (!match) {
    return null;
  }
  const pair = Buffer.from(match[1], 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 0) {
    return null;
  }
  const application = store.findApplication(pair.slice(0, colon));
  const digest = secretDigest(pair.slice(colon + 1));
  return application && timingSafeEqual(application.secret_digest, digest) ? application : null;
}

module.exports = { authenticate, secretDigest };
