/** Whether a text is an IP address of version 4 or 6, with or without the length of a prefix. Source: RFC 4291, section 2.2. */
export function isIp(text: string): boolean {
  const [address = '', length] = text.split('/');
  if (address.includes(':'))
    return isVersion6(address) && (length === undefined || Number(length) <= 128);
  return isVersion4(address) && (length === undefined || Number(length) <= 32);
}

function isVersion4(text: string): boolean {
  const bytes = text.split('.');
  return (
    bytes.length === 4 &&
    bytes.every((byte) => /^(?:0|[1-9]\d{0,2})$/.test(byte) && Number(byte) <= 255)
  );
}

function isVersion6(text: string): boolean {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0 || text.length < 3) return false;
  const groups = [head, tail].flatMap((half) => (half ? half.split(':') : []));
  const last = groups.at(-1) ?? '';
  const embedded = last.includes('.');
  if (embedded && !isVersion4(last)) return false;
  const plain = embedded ? groups.slice(0, -1) : groups;
  if (!plain.every((group) => /^[\da-f]{1,4}$/i.test(group))) return false;
  const count = plain.length + (embedded ? 2 : 0);
  // Names with two colons are code more often than addresses: `a::b` needs a digit.
  return tail === undefined ? count === 8 : count < 8 && /\d/.test(text);
}
