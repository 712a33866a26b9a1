/** What a bench says of a peer that it leaves out. */
export function skipped(name: string, peer: string): string {
  const install = 'npx -y pnpm@12 install --ignore-workspace --frozen-lockfile';
  return `${name}: skipped, it is not installed. Run \`cd test/peers/${peer} && ${install}\`.`;
}
