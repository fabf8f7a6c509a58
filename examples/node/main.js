// From the request for an account to its first resources, as a partner's program does it.
//
//   USHER_CLIENT_SECRET=… node main.js BASE_URL CLIENT_ID [EMAIL [IP_ADDRESS]]
//
// The tokens are kept in usher-tokens.json (USHER_TOKENS names another file). When they are there
// already, the program goes on with them: no second account, no second sign-in.
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

import { Account, loadTokens } from './account.js';
import { activate, waitFor } from './activation.js';

// Answers come from one reader for both questions; while `hidden` nothing typed is shown.
function asker() {
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
      if (done) throw new Error('there is no answer');
      return value;
    },
    close: () => reader.close(),
  };
}

// Null when there is an account to sign in to, else the program's exit code.
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
  // A real program writes the ticket to its database here: it can go on waiting after a restart.
  console.log(`Activation ${ticket.Id} is accepted.`);
  const begin = Date.now();
  const ended = await waitFor(application, ticket, ({ Code, Description }) => {
    const passed = ((Date.now() - begin) / 1000).toFixed(1).padStart(6);
    console.log(`${passed} s  Code ${Code}  ${Description}`);
  });
  if (ended?.Code !== 2) {
    console.error('The account is not there yet.');
    return 1;
  }
  if (ticket.Id < 0) {
    console.log('That was the sandbox: there is no account to sign in to.');
    return 0;
  }
  console.log(`Done: the credentials are in the inbox of ${email}.`);
  return null;
}

async function signIn(account) {
  const terminal = asker();
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
    console.log(`Signed in before: going on with ${file}.`);
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
    console.error('Remove the file of tokens, if there is one, and sign in again.');
  }
  process.exitCode = 1;
}
