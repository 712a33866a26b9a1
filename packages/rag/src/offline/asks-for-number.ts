// What kind of thing a question asks for, in the languages of which this package knows the question words. Others get no help.
const ASKS =
  /\bhow (?:many|much|long|old|far|often|high|tall|big|large|fast|soon)\b|\b(?:what|which)\b.*\b(?:percent|percentage|share|number|amount|proportion|cost|price|fee|length|limit|maximum|minimum|duration|age|year|rate)\b|\bwie (?:viele?|lange|oft|hoch|weit|alt|teuer)\b|\bcu[aá]nt[oa]s?\b|\bcombien\b/i;
const NUMBER =
  /\p{Nd}|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|half|once|twice|zwei|drei|vier|dos|tres|deux|trois)\b/iu;

/** Whether an answer to this question should hold a number. */
export function asksForNumber(question: string): boolean {
  return ASKS.test(question);
}

export function hasNumber(text: string): boolean {
  return NUMBER.test(text);
}
