// What every peer is given. A peer's `client.mjs` exports `checks`: functions of an endpoint, by name.

export const region = 'us-east-1';
export const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
export const embeddingModel = 'amazon.titan-embed-text-v2:0';

/** The tool that every peer is given. */
export const priceOf = {
  name: 'price_of',
  description: 'What stones cost, in euros.',
  run: ({ stone, count }) => `${count} ${stone}: ${count * 12} euros`,
};
