// The two provisioning calls: request an account, follow its activation.
import { setTimeout as sleep } from 'node:timers/promises';

const SERVICE = '/API/v1.1/Rest/PublicService.svc/Console/';
const TIMEOUT_MS = 30_000;
const MAX_ATTEMPTS = 4;
const TEMPORARY = new Set([408, 429, 502, 503, 504]);

export class ServiceError extends Error {
  constructor(response, body) {
    super(`status ${response.status} ${body?.ErrorName ?? ''}: ${body?.ErrorDescription ?? ''}`);
    this.status = response.status;
    this.temporary = TEMPORARY.has(response.status);
    this.retryAfterMs = Number(response.headers.get('retry-after') ?? 0) * 1000 || 0;
  }
}

// Returns the response's JSON, or null if its body is empty.
export async function readResponse(response) {
  const text = await response.text();
  let body = null;
  try {
    body = text === '' ? null : JSON.parse(text);
  } catch {
    if (response.ok) throw new Error('the response is not JSON');
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
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        Authorization: 'Basic ' + Buffer.from(`${clientId}:${clientSecret}`).toString('base64'),
        'Content-Type': 'application/json',
        Accept: 'application/json',
      },
      body: JSON.stringify(body),
    });
  } catch (cause) {
    const reason = cause.cause?.code ?? cause.message;
    throw Object.assign(new Error(`no response to ${method}: ${reason}`, { cause }), { temporary: true });
  }
  return readResponse(response);
}

// Varies the pause by up to a fifth, so that clients that failed together do not retry together.
const jitter = (ms) => ms * (0.8 + 0.4 * Math.random());

// Requests an account. Requests are idempotent: a retry gets the same Id and Hash.
export async function activate(application, applicant) {
  for (let attempt = 1, pause = 500; ; attempt += 1, pause *= 2) {
    try {
      return await call(application, 'TrialActivation', applicant);
    } catch (error) {
      const retryAfter = error.retryAfterMs ?? 0;
      if (!error.temporary || retryAfter > 10_000 || attempt === MAX_ATTEMPTS) throw error;
      await sleep(Math.max(jitter(pause), retryAfter));
    }
  }
}

// Polls until the Code is 2, 3 or 6, and returns that status; null after the timeout.
export async function waitFor(application, ticket, onChange, timeoutMs = 600_000) {
  const deadline = Date.now() + timeoutMs;
  let last = null;
  for (let pause = 1_000; ; pause = Math.min(pause * 2, 60_000)) {
    let retryAfter = 0;
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
      retryAfter = error.retryAfterMs ?? 0;
    }
    const next = Math.max(jitter(pause), retryAfter);
    if (Date.now() + next > deadline) return null;
    await sleep(next);
  }
}
