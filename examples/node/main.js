// A partner's program: requests an account, follows its activation and reads its first resources.
//
//   USHER_CLIENT_SECRET=… node main.js BASE_URL CLIENT_ID [EMAIL [IP_ADDRESS]]
//
// The tokens are stored in usher-tokens.json (USHER_TOKENS names another file). If the file exists, the
// program uses them and requests no second account.
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

import { Account, loadTokens } from './account.js';
import { activate, waitFor } from './activation.js';

// Prompts on the terminal, with one reader for all questions. Does not echo while `hidden`.
function createPrompt() {
  let hidden = false;
  const shown = new Writable({
    write(chunk, _encoding, done) {
      if (!hidden) process.stdout.write(chunk);
      done();
    },
  });
  const reader = createInterface({
    input: process.stdin,
    output: shown,
    terminal: Boolean(process.stdin.isTTY),
  });
  const lines = reader[Symbol.asyncIterator]();
  return {
    async ask(question, { hide = false } = {}) {
      process.stdout.write(question);
      hidden = hide;
      const { value, done } = await lines.next();
      if (hide && process.stdin.isTTY) process.stdout.write('\n');
      hidden = false;
      if (done) throw new Error('end of input');
      return value;
    },
    close: () => reader.close(),
  };
}

// Requests an account and waits for it. Returns null if it is ready, else the exit code.
async function openAccount(application, email, ipAddress) {
  const ticket = await activate(application, {
    NameAndSurname: 'Anna Rossi',
    Company: 'Caffè Lungarno',
    Email: email,
    PhoneNumber: '+39 055 0123456',
    Language: 'IT',
    IpAddress: ipAddress,
    IsUSA: false,
    RegisterToNewsletter: false,
  });
  // A real program stores the ticket in its database here, so that it can continue after a restart.
  console.log(`Activation ${ticket.Id} is accepted.`);
  const start = Date.now();
  const status = await waitFor(application, ticket, ({ Code, Description }) => {
    const elapsed = ((Date.now() - start) / 1000).toFixed(1).padStart(6);
    console.log(`${elapsed} s  Code ${Code}  ${Description}`);
  });
  if (status?.Code !== 2) {
    console.error('The account is not ready.');
    return 1;
  }
  if (ticket.Id < 0) {
    console.log('This is the sandbox: there is no account to sign in to.');
    return 0;
  }
  console.log(`Done: the credentials are in the inbox of ${email}.`);
  return null;
}

async function signIn(account) {
  const terminal = createPrompt();
  try {
    const userName = await terminal.ask('User name: ');
    await account.signIn(userName, await terminal.ask('Password: ', { hide: true }));
  } finally {
    terminal.close();
  }
}

async function showAccount(account) {
  console.log('Account:', JSON.stringify(await account.get('Console/Authentication/Info')));
  const lists = await account.get('Console/User/Lists?pageSize=50');
  for (const { idList, Name } of lists.Items) console.log(`List ${idList}: ${JSON.stringify(Name)}`);
}

async function run([baseUrl, clientId, email = 'anna@example.org', ipAddress = '198.51.100.7']) {
  const clientSecret = process.env.USHER_CLIENT_SECRET;
  if (!baseUrl || !clientId || !clientSecret) {
    console.error('usage: node main.js BASE_URL CLIENT_ID [EMAIL [IP_ADDRESS]]');
    console.error('with the client secret in the environment: USHER_CLIENT_SECRET');
    return 2;
  }
  const application = { baseUrl: baseUrl.replace(/\/+$/, ''), clientId, clientSecret };
  const file = process.env.USHER_TOKENS ?? 'usher-tokens.json';
  const tokens = await loadTokens(file);
  const account = new Account(application, file, tokens);
  if (tokens) {
    console.log(`Signed in before: using the tokens in ${file}.`);
  } else {
    const end = await openAccount(application, email, ipAddress);
    if (end !== null) return end;
    await signIn(account);
  }
  await showAccount(account);
  return 0;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  if (error.error === 'invalid_grant') {
    console.error('Remove the token file, if any, and sign in again.');
  }
  process.exitCode = 1;
}
