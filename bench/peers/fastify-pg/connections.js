// Two kinds of connections to PostgreSQL, both with query() and end().
'use strict';

const { Client, Pool } = require('pg');

// Pools of 3 to 64 connections were measured with 64 clients on two cores: 6 to 16 are equally fast,
// and more connections contend for locks.
const POOL_SIZE = 10;
// Values from 2 to 32 were measured.
const PIPELINED_CONNECTIONS = 4;

// The pool of pg: a statement has exclusive use of a connection until its result arrives.
async function pooled(url) {
  return new Pool({ connectionString: url, max: POOL_SIZE, idleTimeoutMillis: 0 });
}

// pg's option `pipeline`: a connection sends statements without waiting for earlier results. Each
// statement is still a separate transaction.
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
