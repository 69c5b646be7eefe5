// What did a hook say? Frames of lines from its pipe, read as they come.
import type { Move } from '../protection/index.ts'

export type HookCall = {
  hook: 'pre-receive' | 'post-receive'
  /** Where the new objects are until they are accepted; '' afterwards. */
  quarantine: string
  /** What the one who pushes asked for with `git push -o`. */
  options: string[]
  moves: Move[]
}

/** Bytes of one call: some ten thousand refs. */
const maxBytes = 4 * 1024 * 1024

const line = /^([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) (refs\/.+)$/s

/**
 * Returns a function that takes bytes and gives back the call that they complete, or null while one is unfinished.
 * It throws at what no hook of ours says, and at a push of more refs than anybody has.
 */
export function hookReader(): (piece: Buffer) => HookCall | null {
  let pieces: Buffer[] = []
  let size = 0
  let ending = ''
  return piece => {
    pieces.push(piece)
    size += piece.length
    if (size > maxBytes) throw new Error('too many branches and tags in one push')
    ending = (ending + piece.subarray(-2).toString('latin1')).slice(-2)
    // No line of the script or of git is empty but the last one.
    if (ending !== '\n\n') return null
    const call = parse(Buffer.concat(pieces))
    pieces = []
    size = 0
    ending = ''
    return call
  }
}

function parse(bytes: Buffer): HookCall {
  // Names that are no UTF-8 become U+FFFD, which checks refuse.
  const [hook, place = '', ...rest] = bytes.toString('utf8').split('\n')
  if ((hook !== 'pre-receive' && hook !== 'post-receive') || !place.startsWith('quarantine '))
    throw new Error('a hook that is none of ours')
  const options: string[] = []
  const moves: Move[] = []
  for (const text of rest.slice(0, -2)) {
    if (text.startsWith('option ')) {
      options.push(text.slice('option '.length))
      continue
    }
    const [, oldOid, newOid, ref] = line.exec(text) ?? []
    if (oldOid === undefined || newOid === undefined || ref === undefined)
      throw new Error('a line that git does not write')
    moves.push({ ref, oldOid, newOid })
  }
  if (moves.length === 0) throw new Error('a hook that moves nothing')
  return { hook, quarantine: place.slice('quarantine '.length), options, moves }
}
