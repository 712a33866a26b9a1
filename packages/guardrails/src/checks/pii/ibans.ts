import type { Span } from '@ashlar/core';
import { mod97 } from './checksums.ts';

/** Numbers of bank accounts by ISO 13616: as long as their country has them, in groups or not. */
export function findIbans(text: string): readonly Span[] {
  const found: Span[] = [];
  for (const { 0: head, index: start } of text.matchAll(HEADS)) {
    const length = LENGTHS.get(head.slice(0, 2).toUpperCase());
    const end = length === undefined ? undefined : endOf(text, start, length);
    if (end === undefined) continue;
    if (mod97(text.slice(start, end).replace(/[ -]/g, '').toUpperCase()))
      found.push({ start, end });
  }
  return found;
}

const HEADS = /(?<![\p{L}\d])[a-z]{2}\d{2}/giu;

/** Where `length` letters and digits end that at most one space or hyphen each parts; undefined when they do not end there. */
function endOf(text: string, start: number, length: number): number | undefined {
  let at = start;
  for (let count = 0; count < length; count += 1) {
    if (count > 0 && /[ -]/.test(text.charAt(at))) at += 1;
    if (!/[a-z\d]/i.test(text.charAt(at))) return undefined;
    at += 1;
  }
  return /[\p{L}\d]/u.test(text.charAt(at)) ? undefined : at;
}

// Source: SWIFT IBAN Registry, release 99, and national agreements.
const LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 ' +
    'FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 ' +
    'LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 ' +
    'RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);
