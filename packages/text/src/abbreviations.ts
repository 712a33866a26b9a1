/**
 * Abbreviations that a capital letter or a number follows in the middle of a sentence (English, German, Spanish, French),
 * lower case, without the point. Those that also end sentences (`etc`, `Inc`, `usw`) are not here: after them the case of
 * the next word decides.
 */
export const INNER_ABBREVIATIONS: ReadonlySet<string> = new Set(
  (
    'mr mrs ms dr prof rev hon gen col maj capt lt sgt gov sen rep pres st mt ft vs cf viz fig figs eq eqs ' +
    'no nos vol vols pp p ch sec art ed eds e.g i.e approx est dept jan feb mar apr jun jul aug sep sept oct nov dec ' +
    'nr abs bd hrsg hr fr z.b d.h u.a v.a o.g s.o vgl bzw ca mio mrd tsd str sr sra srta ud uds núm pág av mme mlle env'
  ).split(' '),
);

/** Words that open a sentence far more often than they follow an initial or `U.S.`. */
export const SENTENCE_OPENERS: ReadonlySet<string> = new Set(
  (
    'the a an this that these those it he she they we you i in on at for from by with as if when while after before ' +
    'however but and although there here what how why who where der die das ein eine es er sie wir el la los las un ' +
    'una en le les il elle dans'
  ).split(' '),
);
