/** What Go's `strconv.ParseBool` takes for true, by which istiod and the controllers of clouds read annotations. */
export const PARSE_BOOL_TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True'];

/** What it takes for false. */
export const PARSE_BOOL_FALSE = ['0', 'f', 'F', 'FALSE', 'false', 'False'];
