// As which JavaScript values do PostgreSQL's types arrive?
import { TypeOverrides } from 'pg'

const oid = { int8: 20, numeric: 1700, date: 1082, int8Array: 1016, numericArray: 1231, dateArray: 1182 }
/** pg-types reads text[] into an array of strings, NULL as null. */
const textArray = 1009
type TextReader = (text: string) => (string | null)[]

/**
 * bigint becomes number: ids and counts stay far below 2^53. A date stays 'YYYY-MM-DD': as a Date it would be an instant
 * in some time zone, which a due date is not. timestamptz is a Date by pg's own reading.
 */
export function deskTypes(): TypeOverrides {
  const overrides = new TypeOverrides()
  // The declared type of a parser takes a number; parsers take text.
  const readArray = overrides.getTypeParser(textArray) as unknown as TextReader
  const numbers = (text: string) => readArray(text).map(item => (item === null ? null : Number(item)))
  overrides.setTypeParser(oid.int8, Number)
  overrides.setTypeParser(oid.numeric, Number)
  overrides.setTypeParser(oid.date, (text: string) => text)
  overrides.setTypeParser(oid.int8Array, numbers)
  overrides.setTypeParser(oid.numericArray, numbers)
  overrides.setTypeParser(oid.dateArray, readArray)
  return overrides
}
