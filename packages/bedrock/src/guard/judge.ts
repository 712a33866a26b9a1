import type { InspectedPart, Verdict } from '@ashlar/core';
import type { Finding } from './finding.ts';
import { type Piece, partsOf } from './piece.ts';
import { aboutPart, placed, unmaskable } from './to-verdicts.ts';

/** What a guardrail said of one request. */
export interface Judgement {
  /** It acted: something was blocked or masked. */
  readonly intervened: boolean;
  readonly findings: readonly Finding[];
}

/** Asks about pieces in one request and says of which part each finding is; asks again, part by part, where that is not said. */
export async function judge(
  check: string,
  pieces: readonly Piece[],
  ask: (pieces: readonly Piece[]) => Promise<Judgement>,
): Promise<readonly Verdict[]> {
  const said = complete(await ask(pieces));
  const parts = partsOf(pieces);
  const verdicts = said.findings.map((finding) => ({
    finding,
    places: finding.match === undefined ? [] : placed(check, parts, finding),
  }));
  if (parts.length === 1) {
    const [part] = parts as readonly [InspectedPart];
    return verdicts.flatMap(({ finding, places }) =>
      places.length > 0 ? places : [unmaskable(aboutPart(check, part, finding))],
    );
  }
  if (verdicts.every(({ places }) => places.length > 0)) {
    return verdicts.flatMap(({ places }) => places);
  }
  const alone = await Promise.all(
    parts.map((part) =>
      judge(
        check,
        pieces.filter(({ inspected }) => inspected === part),
        ask,
      ),
    ),
  );
  const known = alone.flat();
  // What only the whole shows is about the whole.
  const left = verdicts.filter(({ finding, places }) => {
    return places.length === 0 && !known.some(({ code }) => code === finding.code);
  });
  return [...known, ...left.map(({ finding }) => unmaskable(aboutAll(check, finding)))];
}

function aboutAll(check: string, { match: _, replacement: __, ...finding }: Finding): Verdict {
  return { check, ...finding };
}

// A guardrail that acts and does not say why must not be read as one that found nothing.
function complete({ intervened, findings }: Judgement): Judgement {
  if (!intervened || findings.some(({ action }) => action !== 'flag'))
    return { intervened, findings };
  const message = 'The guardrail intervened without saying why.';
  return {
    intervened,
    findings: [...findings, { action: 'block', code: 'guardrail.intervened', message }],
  };
}
