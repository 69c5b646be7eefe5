// Which bytes does a client mean by the content of a file?
import { DeskError } from '#kernel'

/** @throws invalid naming `content` where it is no base64 */
export function contentOf(content: string | undefined, encoding: 'text' | 'base64'): Buffer | undefined {
  if (content === undefined) return undefined
  if (encoding === 'text') return Buffer.from(content)
  const plain = content.replaceAll(/\s+/g, '')
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(plain)) throw DeskError.invalid('content', 'is no base64')
  return Buffer.from(plain, 'base64')
}
