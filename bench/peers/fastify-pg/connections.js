// Two ways to have connections to PostgreSQL; both have query() and end().
'use strict';

const { Client, Pool } = require('pg');

// Tried 3 to 64 with 64 clients on two cores: 6 to 16 perform alike, more contend for locks.
const POOL_SIZE = 10;
// Tried 2 to 32.
const PIPELINED_CONNECTIONS = 4;

// The usual way: a statement has exclusive use of a connection until its result arrives.
async function pooled(url) {
  return new Pool({ connectionString: url, max: POOL_SIZE, idleTimeoutMillis: 0 });
}

// pg's option `pipeline`: a connection sends statements without waiting for earlier answers. Each
// is still a transaction of its own.
async function pipelined(url) {
  const clients = Array.from({ length: PIPELINED_CONNECTIONS },
    () => new Client({ connectionString: url, pipeline: true }));
  await Promise.all(clients.map((client) => client.connect()));
  let turn = 0;
  return {
    query: (...words) => clients[turn++ % clients.length].query(...words),
    end: () => Promise.all(clients.map((client) => client.end())),
  };
}

module.exports = { pooled, pipelined };
