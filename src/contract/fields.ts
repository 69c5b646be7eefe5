// Which kinds of values travel over the API? JSON brings real types, queries and forms bring text for all of them.
import { z } from 'zod'

const wholeNumber = /^-?\d{1,16}$/
const numberFromText = (value: unknown) =>
  typeof value === 'string' && wholeNumber.test(value) ? Number(value) : value

/** A row's id. Numbers beyond 2^53 are refused here, since JavaScript would round them to another row's id. */
export const id = z.preprocess(numberFromText, z.int())

/** An id that counts within its project (iid); kept as a 32-bit integer. */
export const iid = z.preprocess(numberFromText, z.int32())

/** A whole number of at least `min` and at most `max`. */
export const count = (min: number, max: number) => z.preprocess(numberFromText, z.int().min(min).max(max))

const flags: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ['true', true],
  ['1', true],
  [1, true],
  ['false', false],
  ['0', false],
  [0, false],
])

/** true or false; `1`, `0` and their text count as well. */
export const flag = z.preprocess(value => flags.get(value) ?? value, z.boolean())

const splitAtCommas = (value: unknown) =>
  typeof value === 'string'
    ? value
        .split(',')
        .map(part => part.trim())
        .filter(part => part !== '')
    : value

/** Words as an array, or as one text with commas between them (`labels=bug,urgent`). */
export const words = z.preprocess(splitAtCommas, z.array(z.string()))

/** Ids as an array, or as one text with commas between them. */
export const ids = z.preprocess(splitAtCommas, z.array(id))

/** The same of ids that count within a project. */
export const iids = z.preprocess(splitAtCommas, z.array(iid))

/** The number or the full path by which a project or group is named in a URL (`42`, `acme%2Fwidget`). */
export const idOrPath = z
  .string()
  .min(1)
  .max(2000)
  .transform(text => (/^\d{1,15}$/.test(text) ? Number(text) : text))

/** A moment: a `Date` in the server, ISO 8601 with milliseconds in UTC on the wire. */
export const timestamp = z.codec(z.iso.datetime({ offset: true }), z.date(), {
  decode: text => new Date(text),
  encode: date => date.toISOString(),
})

/** A day without a time: `2026-03-31`. */
export const day = z.iso.date()

/** Text without the NUL character, which PostgreSQL cannot keep. */
export const text = (max: number) => z.string().max(max)

/** Text that says something: neither empty nor blanks alone. */
export const filledText = (max: number) => text(max).regex(/\S/, "can't be blank")
