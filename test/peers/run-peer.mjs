// Runs what a peer does: node run-peer.mjs <peer> <endpoint> prints what each of its checks gave, or its error, as JSON.
const [, , peer, endpoint] = process.argv;
const { checks } = await import(`./${peer}/client.mjs`);
const results = {};
for (const [name, check] of Object.entries(checks)) {
  results[name] = await check(endpoint).then(
    (value) => ({ value }),
    (error) => ({ error: String(error?.stack ?? error) }),
  );
}
process.stdout.write(JSON.stringify(results), () => process.exit());
