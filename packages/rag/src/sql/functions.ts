// What SQL of a model may call: nothing that reads files, loads code or makes large values out of small ones. Others
// (printf, zeroblob, randomblob, load_extension, fts3_tokenizer, readfile of some builds) are refused.
export const FUNCTIONS: ReadonlySet<string> = new Set(
  `abs avg ceil ceiling char coalesce count cume_dist current_date current_time current_timestamp date datetime
  dense_rank exp first_value floor glob ifnull iif instr julianday lag last_value lead length like ln log
  log10 log2 lower ltrim max min mod nth_value ntile nullif percent_rank pow power rank round row_number rtrim
  sign sqrt strftime substr substring sum timediff time total trim trunc typeof unicode unixepoch upper`.split(
    /\s+/,
  ),
);
