import { systemClock } from '../../clock.ts';
import type { Policy } from '../../policy.ts';

/** Delays every model, tool and retriever call by 0 to 3 ms, so that what runs side by side ends in another order. */
export function shuffledPolicy(seed: number): Policy {
  const random = mulberry32(seed);
  const pause = () =>
    new Promise<void>((resolve) => void systemClock.after(Math.floor(random() * 4), resolve));
  return {
    model: (model) => ({
      ...model,
      async generate(request, context) {
        await pause();
        return model.generate(request, context);
      },
    }),
    tool: (tool) => ({
      ...tool,
      async run(input, context) {
        await pause();
        return tool.run(input, context);
      },
    }),
    retriever: (retriever) => ({
      ...retriever,
      async retrieve(query, access, context) {
        await pause();
        return retriever.retrieve(query, access, context);
      },
    }),
  };
}

/** A small seeded generator of numbers in [0, 1) (Tommy Ettinger, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
