import { isIp } from './is-ip.ts';
import type { Recogniser } from './recogniser.ts';

/** Addresses of pages and hosts. */
export const URLS: readonly Recogniser[] = [
  {
    type: 'url',
    pattern:
      /(?<![\p{L}\d+.-])(?:https?|ftp):\/\/(?!\[)[^\s<>"'`{}|\\^[\]]{0,89}[^\s<>"'`{}|\\^[\].,;:!?)]/giu,
  },
  {
    type: 'url',
    pattern:
      /(?<![\p{L}\d@:/.-])www\.[\p{L}\d-]{1,40}\.[\p{L}\d][^\s<>"'`{}|\\^[\]()]{0,50}[\p{L}\d/](?![\p{L}\d])/giu,
  },
  {
    // A bare name of a host: only under the most common endings, for those of others are also those of files and methods.
    type: 'url',
    pattern:
      /(?<![\p{L}\d@:/._-])(?:[a-z\d](?:[a-z\d-]{0,30}[a-z\d])?\.){1,2}(?:com|org|net|edu|gov|(?:co|com|org|ac|gov)\.[a-z]{2})(?:\/[^\s<>"'`{}|\\^[\]()]{0,20}[\p{L}\d/])?(?![\p{L}\d(=@_-])(?!\.[\p{L}\d])/giu,
  },
];

/** Addresses in networks that are written in digits. */
export const DEVICE_ADDRESSES: readonly Recogniser[] = [
  {
    type: 'mac',
    pattern: /(?<![\p{L}\d:-])[\da-f]{2}([:-])(?:[\da-f]{2}\1){4}[\da-f]{2}(?![\p{L}\d:-])/giu,
  },
  {
    type: 'ip',
    pattern:
      /(?<![\p{L}\d.:])(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2}(?!\d))?(?![\p{L}\d])(?!\.\d+\.\d)/giu,
    valid: (_, text) => isIp(text),
  },
  {
    type: 'ip',
    pattern:
      /(?<![\p{L}\d:.])(?=[\da-f.]{0,40}:[\da-f.]{0,40}:)[\da-f:][\da-f:.]{1,44}(?<![.])(?:\/\d{1,3}(?!\d))?(?![\p{L}\d:])/giu,
    valid: (_, text) => isIp(text),
  },
];
