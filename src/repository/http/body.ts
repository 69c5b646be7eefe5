// What did the client send? Its body, unpacked if it is packed, and no more of it than is allowed.
import { type Readable, Transform } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { DeskError } from '#kernel'

/**
 * The body as git is to read it. A stream that breaks off or is too long ends in an error, never as if it were whole.
 * @param encoding the header Content-Encoding; git's own client packs what it asks for
 * @param maxBytes of what comes out: a few bytes of gzip unpack to a thousand times as many
 * @throws invalid for an encoding that is none of git's
 */
export function readBody(raw: Readable, encoding: string | undefined, maxBytes: number): Readable {
  const packed = encoding !== undefined && encoding !== 'identity'
  if (packed && !/^(?:x-)?gzip$/i.test(encoding))
    throw new DeskError(
      'invalid',
      'The body is packed in a way that is not understood; send it plain or as gzip.',
    )
  const counted = limit(maxBytes)
  if (!packed) return join(raw, counted)
  const unpacked = createGunzip()
  unpacked.on('error', () => counted.destroy(DeskError.invalid('body', 'is not valid gzip')))
  join(raw, unpacked)
  return join(unpacked, counted)
}

/** Breaks off behind what breaks off; what is no longer wanted stays unread. */
function join<To extends Transform>(from: Readable, to: To): To {
  from.once('error', error => to.destroy(error))
  from.once('close', () => {
    if (!from.readableEnded) to.destroy(new Error('the client went away'))
  })
  to.once('close', () => from.unpipe(to))
  return from.pipe(to)
}

function limit(maxBytes: number): Transform {
  let size = 0
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      size += piece.length
      if (size > maxBytes) done(new DeskError('too_large', `The request is longer than ${maxBytes} bytes.`))
      else done(null, piece)
    },
  })
}
