// What can be read from a bounce whose server wrote only text?
import { isAddress } from './address.ts'

const textLength = 256 * 1024
const lines = 5000

/** A line that is an address, or names one after a word such as "Recipient:". Bounded, hence linear. */
const addressLine =
  /^[ \t>*"'(-]{0,20}(?:(?:to|recipient|for|rcpt to|could not be delivered to|target mail address|delivered to):?[ \t]{0,20})?<?([^\s<>"',;:()@]{1,64}@[^\s<>"',;:()@]{1,255})>?/i

/** Addresses that failed, as far as they stand at the start of a line. */
export function addressesNamedIn(text: string): string[] {
  const found = new Set<string>()
  for (const line of text.split('\n', lines)) {
    const address = addressLine.exec(line.slice(0, 400))?.[1]?.replace(/\.+$/, '')
    if (address?.includes('.', address.indexOf('@')) && isAddress(address)) found.add(address)
  }
  return [...found]
}

const field =
  /^[> ]{0,4}(?:Return-Path|Received|Message-I[Dd]|From|To|Subject|Date|DKIM-Signature|MIME-Version):/
const continuation = /^[> ]{0,4}[\t ]+\S/

/** The header of the returned mail where it was pasted below the server's words: two fields or more in a row. */
export function headersPastedIn(text: string): string {
  const all = text.slice(0, textLength).split('\n', lines)
  let start = -1
  let fields = 0
  for (const [index, line] of all.entries()) {
    if (field.test(line)) {
      if (fields++ === 0) start = index
      if (fields === 2) break
    } else if (fields === 0 || !continuation.test(line)) fields = 0
  }
  if (fields < 2) return ''
  const blank = all.findIndex((line, index) => index > start && line.replace(/^[> ]+/, '') === '')
  return all
    .slice(start, blank === -1 ? undefined : blank)
    .map(line => line.replace(/^[> ]{1,4}(?=\S)/, ''))
    .join('\n')
}
