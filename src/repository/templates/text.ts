// What does a template say? Its bytes as text, whoever wrote them in whatever editor.
import { git, type Repository } from '../git.ts'
import { limits } from './kinds.ts'

/** By the name that git gives to the content: the same in every repository, and never stale. */
const known = new Map<string, string>()
let characters = 0

/** @param oid of a blob that is not larger than `limits.bytes` */
export async function textOf(repository: Repository, oid: string): Promise<string> {
  const found = known.get(oid)
  if (found !== undefined) return found
  const bytes = await git(repository, ['cat-file', 'blob', oid], { maxBytes: limits.bytes })
  const text = decode(bytes)
  if (!known.has(oid)) remember(oid, text)
  return text
}

function remember(oid: string, text: string): void {
  known.set(oid, text)
  characters += text.length
  for (const [oldest, { length }] of known) {
    if (characters <= limits.characters) break
    known.delete(oldest)
    characters -= length
  }
}

const strict = new TextDecoder('utf-8', { fatal: true })

/** UTF-8, UTF-16 that says so by its mark, else what Windows writes; lines end with LF alone, NUL is left out. */
function decode(bytes: Uint8Array): string {
  return decodeCharset(bytes).replace(/\r\n?/g, '\n').replaceAll('\0', '')
}

function decodeCharset(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return strict.decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
