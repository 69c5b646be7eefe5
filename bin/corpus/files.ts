// Which files of a folder are mails, which are bodies of replies, and what bytes do they hold?
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Files that lie beside mails: expectations, notes and licences. */
const beside = /(?:^|\/)(?:\.|readme|licen[cs]e|cmds$)|\.(?:json|md|list|sha256|py)$|_reply_text$/i
/** Bytes that are read of a file: one more than any desk takes shows that it is too large. */
export type Limit = { mostBytes: number }

/** Paths of the files below a folder, or the file itself, in the order of their names. @throws if there is no such place */
export async function filesBelow(place: string): Promise<string[]> {
  if ((await stat(place)).isFile()) return [place]
  const entries = await readdir(place, { recursive: true, withFileTypes: true })
  return (
    entries
      // A link is followed, so that one that leads nowhere is named.
      .filter(entry => entry.isFile() || entry.isSymbolicLink())
      .map(entry => join(entry.parentPath, entry.name))
      .filter(path => !beside.test(path.slice(place.length)))
      .sort()
  )
}

/** The file's bytes, or its beginning if it holds more than `mostBytes`; `size` is what it holds. */
export async function readFileUpTo(
  path: string,
  { mostBytes }: Limit,
): Promise<{ bytes: Buffer; size: number }> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const bytes = Buffer.alloc(Math.min(size, mostBytes + 1))
    await file.read(bytes, 0, bytes.length, 0)
    return { bytes, size }
  } finally {
    await file.close()
  }
}

export type Kind = 'mail' | 'text' | 'html' | 'winmail'

/** MS-OXTNEF 2.1.3.1: a stream begins with this, in little endian. */
const tnefSignature = 0x223e9f78
/** Fields that programs write and people, when they quote a mail, do not. */
const ofPrograms = /^(?:received|return-path|message-id|mime-version|content-type|delivered-to|x-[a-z-]+):/im
const ofMails = /^(?:from|to|subject|date|sender|reply-to|cc):/im

/** @param bodies files without a mail's header may be bodies of replies */
export function kindOf(path: string, bytes: Buffer, bodies: boolean): Kind {
  if (bytes.length > 4 && bytes.readUInt32LE(0) === tnefSignature) return 'winmail'
  if (!bodies || /\.(?:eml|msg|mbox)$/i.test(path)) return 'mail'
  if (/\.html?$/i.test(path)) return 'html'
  const head =
    bytes
      .subarray(0, 64 * 1024)
      .toString('latin1')
      .split(/\r?\n\r?\n/, 1)[0] ?? ''
  const fields = /^[!-9;-~]+:/.test(head) || /^From /.test(head)
  return fields && ofPrograms.test(head) && ofMails.test(head) ? 'mail' : 'text'
}

/** A mail with nothing but this file. */
export function mailAround(winmail: Buffer): Buffer {
  const header = 'MIME-Version: 1.0\r\nContent-Type: application/ms-tnef; name="winmail.dat"\r\n'
  return Buffer.from(`${header}Content-Transfer-Encoding: base64\r\n\r\n${winmail.toString('base64')}`)
}
