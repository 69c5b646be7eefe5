// Which properties does a block of a winmail.dat hold? (MS-OXTNEF 2.1.3.4, types of MS-OXCDATA 2.11.1)
import { decodeCharset } from './charset.ts'

/** Text, bytes or a number; of several values the first. */
export type Property = string | Buffer | number

/** Ids that are read (MS-OXPROPS). */
export const tag = {
  body: 0x1000,
  rtfCompressed: 0x1009,
  bodyHtml: 0x1013,
  displayName: 0x3001,
  attachDataObject: 0x3701,
  attachFilename: 0x3704,
  attachLongFilename: 0x3707,
  attachMimeTag: 0x370e,
  attachContentId: 0x3712,
  internetCodePage: 0x3fde,
} as const

const several = 0x1000
const kind = { object: 0x0d, string8: 0x1e, unicode: 0x1f, binary: 0x102 } as const
/** Octets of values that have always the same size, with what fills them up to four. */
const sizes: Readonly<Record<number, number>> = {
  0: 4,
  2: 4,
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 8,
  10: 4,
  11: 4,
  20: 8,
  64: 8,
  72: 16,
}
/** Before the data of an object stands the class of its interface. */
const interfaceBytes = 16
/** Ids from here on are followed by their name. */
const firstNamed = 0x8000
/** Properties of one block; honest ones have some hundred. */
const most = 10_000

/** Reads on from `at`; beyond the end it throws, and what was read until then counts. */
class Reader {
  at = 0
  private readonly bytes: Buffer
  constructor(bytes: Buffer) {
    this.bytes = bytes
  }
  uint32(): number {
    const value = this.bytes.readUInt32LE(this.at)
    this.at += 4
    return value
  }
  uint16(): number {
    const value = this.bytes.readUInt16LE(this.at)
    this.at += 2
    return value
  }
  /** So many octets, and those that fill them up to a multiple of four. */
  take(length: number): Buffer {
    if (length > this.bytes.length - this.at) throw new RangeError('beyond the end')
    const value = this.bytes.subarray(this.at, this.at + length)
    this.at += Math.ceil(length / 4) * 4
    return value
  }
}

/** @param charset of texts that are not Unicode */
export function readProperties(bytes: Buffer, charset: string): Map<number, Property> {
  const found = new Map<number, Property>()
  const reader = new Reader(bytes)
  try {
    const count = Math.min(reader.uint32(), most)
    for (let index = 0; index < count; index++) {
      const type = reader.uint16()
      const id = reader.uint16()
      if (id >= firstNamed) skipName(reader)
      const value = readValues(reader, type, charset)
      if (value !== undefined && !found.has(id)) found.set(id, value)
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return found
}

function skipName(reader: Reader): void {
  reader.take(16)
  const isText = reader.uint32() === 1
  if (isText) reader.take(reader.uint32())
  else reader.uint32()
}

function readValues(reader: Reader, type: number, charset: string): Property | undefined {
  const one = type & ~several
  const size = sizes[one]
  if (size !== undefined) {
    const count = (type & several) === 0 ? 1 : reader.uint32()
    const values = reader.take(count * size)
    return values.length >= 4 ? values.readUInt32LE(0) : undefined
  }
  if (!(Object.values(kind) as number[]).includes(one)) throw new RangeError(`unknown type ${type}`)
  const count = reader.uint32()
  let first: Property | undefined
  for (let index = 0; index < count; index++) {
    const value = reader.take(reader.uint32())
    if (index === 0) first = decoded(one, value, charset)
  }
  return first
}

function decoded(type: number, value: Buffer, charset: string): Property {
  if (type === kind.unicode) return value.toString('utf16le').replace(/\0+$/, '')
  if (type === kind.string8) return decodeCharset(value, charset).replace(/\0+$/, '')
  return type === kind.object ? value.subarray(interfaceBytes) : value
}
