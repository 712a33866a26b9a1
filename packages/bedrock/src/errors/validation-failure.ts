import type { Failure } from './failure.ts';

/**
 * What a ValidationException means, by its text: the service has one name for all of them. Texts collected from issues and from
 * the sources of other clients; each model family words its own.
 */
export function validationFailure(message: string): Failure {
  return kinds.find(({ texts }) => texts.some((text) => text.test(message)))?.failure ?? invalid;
}

const invalid: Failure = { code: 'model.invalid-request', retryable: false };

const kinds: readonly { readonly texts: readonly RegExp[]; readonly failure: Failure }[] = [
  {
    texts: [/on-demand throughput isn.t supported/i, /doesn.t support on-demand throughput/i],
    failure: {
      code: 'model.invalid-request',
      retryable: false,
      advice:
        'Use the id of an inference profile instead, for example with the prefix us., eu., apac. or global.',
      needsInferenceProfile: true,
    },
  },
  {
    texts: [/model identifier is invalid/i, /invalid model (identifier|id)/i],
    failure: {
      code: 'model.not-found',
      retryable: false,
      advice: 'Check the model id, and that the model or inference profile exists in this region.',
    },
  },
  {
    texts: [
      /input is too long/i,
      /prompt is too long/i,
      /too many (input|total) (tokens|text bytes)/i,
      /input length and .?max_tokens.? exceed/i,
      /exceeds? the (maximum|max|model's)? ?(context|number of (input )?tokens)/i,
      /maximum (context|prompt) length/i,
      /context (length|window)[^.]* (exceed|limit)/i,
      /input token count.*exceeds/i,
      /too large for model with \d+ maximum context length/i,
    ],
    failure: {
      code: 'model.context-overflow',
      retryable: false,
      advice: 'Send fewer messages or shorter documents, or use a model with a larger window.',
    },
  },
  {
    texts: [
      /(doesn.t|does not|don.t|not) (currently )?support/i,
      /is not supported/i,
      /isn.t supported/i,
      /unsupported/i,
    ],
    failure: {
      code: 'model.unsupported',
      retryable: false,
      advice: 'Leave that out for this model, or use another one.',
    },
  },
];
