/**
 * Words that carry no meaning in a question put to a catalog of tools: articles, pronouns, auxiliaries, prepositions and
 * the courtesies of a request.
 */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    "a about all also am an and any are as at be been being but by can could d did do does doing done each for from had has have having he hello help her " +
    "here hers hi him his how i if in into is it its just ll let like m make may me might mine more most my need needs of on one or our out over please " +
    "re s several shall she should so some such t than thank thanks that the their them then there these they this those to too up us ve very want wants was we " +
    "were what when where which while who whom whose why will with would you your yours"
  ).split(" "),
);
