import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Networks that are not the public internet: RFC 6890 and its successors, translations that lead back to IPv4, and Azure's 168.63.129.16. */
const OTHERS = new BlockList();
for (const network of [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]) {
  const [address = '', bits] = network.split('/');
  OTHERS.addSubnet(address, Number(bits), 'ipv4');
}
/** Of IPv6, only global unicast is public, without what is inside of it for tunnels, documentation and tests. */
const GLOBAL = new BlockList();
GLOBAL.addSubnet('2000::', 3, 'ipv6');
const NOT_GLOBAL = new BlockList();
for (const network of ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']) {
  const [address = '', bits] = network.split('/');
  NOT_GLOBAL.addSubnet(address, Number(bits), 'ipv6');
}

/** Whether an IP address belongs to the public internet: not to this machine, a private network, or the metadata of a cloud. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !OTHERS.check(address, 'ipv4');
  if (!isIPv6(address)) return false;
  return GLOBAL.check(address, 'ipv6') && !NOT_GLOBAL.check(address, 'ipv6');
}
