// Validates requests: types and lengths by schema, semantics in code.
'use strict';

const net = require('node:net');

const LANGUAGES = new Set(['EN', 'IT', 'ES', 'FR', 'PT', 'JA', 'DA']);
const LOCAL_PART = String.raw`(?!\.|.*\.\.|.*\.@)[^\s@"(),:;<>[\]\\\p{Cc}]{1,64}`;
const LABEL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?`;
const EMAIL = new RegExp(`^${LOCAL_PART}@(?:${LABEL}\\.)+${LABEL}$`, 'u');
const NO_CONTROL = '^[^\\x00-\\x1f\\x7f]*$';
const SOMETHING = '^[^\\x00-\\x1f\\x7f]*[^\\x00-\\x1f\\x7f\\s][^\\x00-\\x1f\\x7f]*$';

const text = (maxLength) => ({ type: 'string', minLength: 1, maxLength, pattern: SOMETHING });
const optionalText = (maxLength) => ({ type: 'string', maxLength, pattern: NO_CONTROL });

const activationSchema = {
  body: {
    type: 'object',
    required: ['NameAndSurname', 'Company', 'Email', 'PhoneNumber', 'Language', 'IpAddress',
      'IsUSA', 'RegisterToNewsletter'],
    properties: {
      NameAndSurname: text(200),
      Company: text(200),
      Email: text(254),
      PhoneNumber: text(50),
      Language: text(2),
      IpAddress: text(45),
      IsUSA: { type: 'boolean' },
      RegisterToNewsletter: { type: 'boolean' },
      Referer: optionalText(500),
      UserAgent: optionalText(500),
    },
  },
  response: {
    200: {
      type: 'object',
      properties: { Id: { type: 'integer' }, Hash: { type: 'string' } },
    },
  },
};

const statusSchema = {
  body: {
    type: 'object',
    required: ['Id', 'Hash'],
    properties: { Id: { type: ['integer', 'string'] }, Hash: { type: 'string', maxLength: 100 } },
  },
  response: {
    200: {
      type: 'object',
      properties: { Code: { type: 'integer' }, Description: { type: 'string' } },
    },
  },
};

const NOT_GLOBAL = new net.BlockList();
for (const [prefix, bits] of [['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10],
  ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['224.0.0.0', 3]]) {
  NOT_GLOBAL.addSubnet(prefix, bits, 'ipv4');
}
for (const [prefix, bits] of [['::', 96], ['fc00::', 7], ['fe80::', 10], ['ff00::', 8]]) {
  NOT_GLOBAL.addSubnet(prefix, bits, 'ipv6');
}

// Returns the first four groups of an IPv6 address, so that one household has one key.
function ipv6Network(address) {
  const [head, tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? 0 : tail.split(':').length;
    while (groups.length + after < 8) {
      groups.push('0');
    }
  }
  const key = Buffer.alloc(8);
  for (let i = 0; i < 4; i++) {
    key.writeUInt16BE(parseInt(groups[i] ?? '0', 16), i * 2);
  }
  return key;
}

// Returns { sandbox, key } of a usable address, or null.
function readAddress(address) {
  if (address === '127.0.0.1' || (address.startsWith('192.168.') && net.isIPv4(address))) {
    return { sandbox: true, key: null };
  }
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) {
    return readAddress(mapped[1]);
  }
  if (net.isIPv4(address) && !NOT_GLOBAL.check(address, 'ipv4')) {
    return { sandbox: false, key: Buffer.from(address.split('.').map(Number)) };
  }
  if (net.isIPv6(address) && !NOT_GLOBAL.check(address, 'ipv6')) {
    return { sandbox: false, key: ipv6Network(address) };
  }
  return null;
}

// Trims and checks fields that passed the schema. `problems` names every invalid field.
function readActivation(body) {
  const problems = [];
  const email = body.Email.trim();
  if (!EMAIL.test(email)) {
    problems.push('Email');
  }
  const language = body.Language.toUpperCase();
  if (!LANGUAGES.has(language)) {
    problems.push('Language');
  }
  const address = readAddress(body.IpAddress.trim());
  if (!address) {
    problems.push('IpAddress');
  }
  return {
    problems,
    sandbox: address?.sandbox ?? false,
    ipKey: address?.key ?? null,
    ipAddress: body.IpAddress.trim(),
    name: body.NameAndSurname.trim(),
    company: body.Company.trim(),
    email,
    phone: body.PhoneNumber.trim(),
    language,
    isUsa: body.IsUSA ? 1 : 0,
    newsletter: body.RegisterToNewsletter ? 1 : 0,
    referer: (body.Referer ?? '').trim(),
    userAgent: (body.UserAgent ?? '').trim(),
  };
}

module.exports = { activationSchema, statusSchema, readActivation };
