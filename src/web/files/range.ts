// Which bytes of a file does a request ask for? (RFC 9110 §14)

/** Both ends count: `{ start: 0, end: 0 }` is the first byte. */
export type ByteRange = { start: number; end: number }

/**
 * One range of the file; null: send all of it, since none is asked for, or several are, or the header cannot be read
 * (§14.2 lets a server ignore it). `unsatisfiable`: the file has no such bytes.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | null | 'unsatisfiable' {
  const match = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i.exec(header ?? '')
  const [first = '', last = ''] = [match?.[1], match?.[2]]
  if (match === null || (first === '' && last === '')) return null
  // `-500`: the last 500 bytes.
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  const start = Number(first)
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (last !== '' && Number(last) < start) return null
  return start >= size ? 'unsatisfiable' : { start, end }
}
