// The two calls of provisioning: ask for an account, follow how it comes to be.
import { setTimeout as sleep } from 'node:timers/promises';

const SERVICE = '/API/v1.1/Rest/PublicService.svc/Console/';
const TIME_LIMIT_MS = 30_000;
const ATTEMPTS = 4;
const TEMPORARY = new Set([408, 429, 502, 503, 504]);

export class ServiceError extends Error {
  constructor(response, body) {
    super(`status ${response.status} ${body?.ErrorName ?? ''}: ${body?.ErrorDescription ?? ''}`);
    this.status = response.status;
    this.temporary = TEMPORARY.has(response.status);
    this.retryAfterMs = Number(response.headers.get('retry-after') ?? 0) * 1000 || 0;
  }
}

// Every answer is JSON, or empty where there is nothing to say.
export async function readAnswer(response) {
  const text = await response.text();
  let body = null;
  try {
    body = text === '' ? null : JSON.parse(text);
  } catch {
    if (response.ok) throw new Error('the answer is not JSON');
  }
  if (!response.ok) throw new ServiceError(response, body);
  return body;
}

async function call({ baseUrl, clientId, clientSecret }, method, body) {
  let response;
  try {
    response = await fetch(baseUrl + SERVICE + method, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
      headers: {
        Authorization: 'Basic ' + Buffer.from(`${clientId}:${clientSecret}`).toString('base64'),
        'Content-Type': 'application/json',
        Accept: 'application/json',
      },
      body: JSON.stringify(body),
    });
  } catch (cause) {
    const why = cause.cause?.code ?? cause.message;
    throw Object.assign(new Error(`no answer to ${method}: ${why}`, { cause }), { temporary: true });
  }
  return readAnswer(response);
}

// A fifth more or less, by chance: clients that failed together do not come back together.
const spread = (ms) => ms * (0.8 + 0.4 * Math.random());

// The same request may be sent again, and gets the same Id and Hash again.
export async function activate(application, applicant) {
  for (let attempt = 1, pause = 500; ; attempt += 1, pause *= 2) {
    try {
      return await call(application, 'TrialActivation', applicant);
    } catch (error) {
      const asked = error.retryAfterMs ?? 0;
      if (!error.temporary || asked > 10_000 || attempt === ATTEMPTS) throw error;
      await sleep(Math.max(spread(pause), asked));
    }
  }
}

// Asks until the Code is 2, 3 or 6, and gives that answer back; null when the time is over.
export async function waitFor(application, ticket, onChange, limitMs = 600_000) {
  const deadline = Date.now() + limitMs;
  let last = null;
  for (let pause = 1_000; ; pause = Math.min(pause * 2, 60_000)) {
    let asked = 0;
    try {
      const status = await call(application, 'TrialActivationStatus', ticket);
      if (status.Code !== last) {
        last = status.Code;
        pause = 1_000;
        onChange(status);
      }
      if ([2, 3, 6].includes(status.Code)) return status;
    } catch (error) {
      if (!error.temporary) throw error;
      asked = error.retryAfterMs ?? 0;
    }
    const next = Math.max(spread(pause), asked);
    if (Date.now() + next > deadline) return null;
    await sleep(next);
  }
}
