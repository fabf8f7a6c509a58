// The Hash that proves knowledge of an activation. It is recomputed and never stored.
'use strict';

const { createHmac, randomBytes, timingSafeEqual } = require('node:crypto');

const KEY = randomBytes(32);

function statusHash(activationId, applicationId) {
  return createHmac('sha256', KEY).update(`${activationId}/${applicationId}`).digest('hex')
    .slice(0, 32);
}

function hashMatches(presented, activationId, applicationId) {
  const expected = Buffer.from(statusHash(activationId, applicationId));
  const actual = Buffer.from(presented ?? '');
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

module.exports = { statusHash, hashMatches };
