// The two provisioning routes as a competent Node developer would write them with Fastify and
// better-sqlite3: the benchmark's peer. JSON only, because only JSON is measured.
//
// The peer is one process without a cluster: better-sqlite3 is synchronous and SQLite has one writer,
// so that more processes would wait for each other's commits.
//
// Durability equals Usher's: WAL with synchronous=FULL, the response is sent after the commit, and one
// transaction writes the activation, its first history row and its task.
'use strict';

const { parseArgs } = require('node:util');
const Fastify = require('fastify');
const { openStore } = require('./store');
const { authenticate } = require('./credentials');
const { statusHash, hashMatches } = require('./status_hash');
const { activationSchema, statusSchema, readActivation } = require('./validation');

const BASE = '/API/v1.1/Rest/PublicService.svc/Console';
const BODY_LIMIT_BYTES = 64 * 1024;
const SANDBOX_ID = -1;
const CODE_NAMES = ['NotConfirmed', 'Confirmed', 'Processed', 'Error', 'Manual', 'InProgress',
  'Blocked', 'ReElaborated'];
const ERROR_NAMES = { 400: 'BadRequest', 401: 'Unauthorized', 403: 'Forbidden', 404: 'NotFound' };

function failure(status, text) {
  return Object.assign(new Error(text), { statusCode: status });
}

function errorBody(status, text) {
  return {
    ErrorCode: String(status),
    ErrorDescription: text,
    ErrorName: ERROR_NAMES[status] ?? null,
    ErrorStack: null,
  };
}

function answerActivation(store, application, body) {
  const activation = readActivation(body);
  if (activation.problems.length > 0) {
    throw failure(400, `Not valid: ${activation.problems.join(', ')}.`);
  }
  if (activation.sandbox) {
    return { Id: SANDBOX_ID, Hash: statusHash(SANDBOX_ID, application.id) };
  }
  if (!application.enabled) {
    throw failure(403, 'This application has no right to provision.');
  }
  const owner = store.accept(application.id, activation, Date.now());
  if (owner.application_id !== application.id || owner.email !== activation.email) {
    throw failure(403, 'An account was activated from this IpAddress before.');
  }
  return { Id: owner.id, Hash: statusHash(owner.id, application.id) };
}

function answerStatus(store, application, body) {
  const id = Number(body.Id);
  if (!Number.isInteger(id)) {
    throw failure(400, 'Not valid: Id.');
  }
  if (id === SANDBOX_ID) {
    const code = Math.floor(Math.random() * CODE_NAMES.length);
    return { Code: code, Description: CODE_NAMES[code] };
  }
  const row = store.findActivation(id);
  if (!row || row.application_id !== application.id ||
      !hashMatches(body.Hash, id, application.id)) {
    throw failure(404, 'No such activation.');
  }
  return { Code: row.code, Description: CODE_NAMES[row.code] };
}

function makeServer(store) {
  const server = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    caseSensitive: false,
    ajv: {
      customOptions: {
        allErrors: true, coerceTypes: false, removeAdditional: false, allowUnionTypes: true,
      },
    },
  });

  server.decorateRequest('application', null);
  server.addHook('onRequest', async (request) => {
    request.application = authenticate(store, request.headers.authorization);
    if (!request.application) {
      throw failure(401, 'Unknown client id or wrong secret.');
    }
  });
  server.setErrorHandler((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status === 401) {
      reply.header('WWW-Authenticate', 'Basic realm="peer"');
    }
    reply.code(status).send(errorBody(status, status < 500 ? error.message : 'Try again later.'));
  });

  server.post(`${BASE}/TrialActivation`, { schema: activationSchema },
    async (request) => answerActivation(store, request.application, request.body));
  server.post(`${BASE}/TrialActivationStatus`, { schema: statusSchema },
    async (request) => answerStatus(store, request.application, request.body));
  return server;
}

async function main() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      database: { type: 'string' },
      'client-id': { type: 'string' },
      'client-secret': { type: 'string' },
    },
  });
  const store = openStore(values.database);
  store.registerApplication(values['client-id'], values['client-secret']);
  const server = makeServer(store);
  await server.listen({ host: '127.0.0.1', port: Number(values.port) });
  console.log(`listening ${server.server.address().port}`);

  process.once('SIGTERM', async () => {
    await server.close();
    store.close();
  });
}

main();
