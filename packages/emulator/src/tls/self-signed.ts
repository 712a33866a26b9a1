import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import {
  bitString,
  boolean,
  context,
  integer,
  octetString,
  oid,
  sequence,
  set,
  utcTime,
  utf8,
} from './der.ts';

export interface Certificate {
  /** PEM */
  readonly key: string;
  /** PEM */
  readonly cert: string;
}

const validDays = 30;
const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'));

/**
 * A certificate for `localhost` and `127.0.0.1` that signs itself, with a fresh key on P-256, good for thirty days. It is an authority
 * for itself alone: a client has to be told to trust it. (RFC 5280)
 */
export function selfSigned(now: number = Date.now()): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(oid('2.5.4.3'), utf8('Ashlar emulator'))));
  const day = 86_400_000;
  const certificate = sequence(
    context(0, integer(Buffer.of(2))),
    integer(Buffer.concat([Buffer.of(0x40), randomBytes(15)])),
    ecdsaWithSha256,
    name,
    sequence(utcTime(new Date(now - day)), utcTime(new Date(now + validDays * day))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    context(3, sequence(basicConstraints(), alternativeNames())),
  );
  const signed = sequence(
    certificate,
    ecdsaWithSha256,
    bitString(sign('sha256', certificate, privateKey)),
  );
  return {
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    cert: toPem(signed),
  };
}

function basicConstraints(): Buffer {
  return sequence(oid('2.5.29.19'), boolean(true), octetString(sequence(boolean(true))));
}

function alternativeNames(): Buffer {
  const names = sequence(
    context(2, Buffer.from('localhost'), false),
    context(7, Buffer.of(127, 0, 0, 1), false),
  );
  return sequence(oid('2.5.29.17'), octetString(names));
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
