// Can this be a project's own mail address, and the server that it is sent by?
import { DeskError } from '#kernel'
import { parseAddress } from '../addresses/parse.ts'
import type { MailAddresses } from '../addresses/patterns.ts'

/** GitLab's limit, of the address as of the server's name. */
const maxLength = 255
/** Account names and passwords beyond this are somebody's mistake: SASL PLAIN sends both in one line of 12288 octets (RFC 4954 §4). */
const maxSecret = 1024

// ASCII without quoting (RFC 5321 §4.1.2). No plus sign: what follows one tells answers apart.
const address =
  /^[a-z0-9!#$%&'*/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/i
const host = /^[a-z0-9._:-]+$/i

/** The address in use, trimmed. @throws invalid naming `custom_email` */
export function checkEmail(given: string, addresses: MailAddresses): string {
  const email = given.trim()
  if (email === '') throw DeskError.invalid('custom_email', "can't be blank")
  if (email.length > maxLength) throw tooLong('custom_email', maxLength)
  if (email.split('@')[0]?.includes('+'))
    throw DeskError.invalid('custom_email', 'must not have a + before the @: the desk puts its own there')
  if (!address.test(email))
    throw DeskError.invalid(
      'custom_email',
      'is not a mail address of plain letters, such as support@example.com',
    )
  if (email.indexOf('@') + replyTail > maxLocalPart)
    throw DeskError.invalid(
      'custom_email',
      `is too long: ${maxLocalPart - replyTail} characters before the @ leave room for answers`,
    )
  if (parseAddress(addresses, email).ours)
    throw DeskError.invalid('custom_email', 'is an address of this desk; enter one of your own')
  return email
}

/** RFC 5321 §4.5.3.1.1. */
const maxLocalPart = 64
/** `+` and a reply key of 32 characters. */
const replyTail = 33

/** @throws invalid naming the field */
export function checkServer({
  smtp_address,
  smtp_username,
}: {
  smtp_address: string
  smtp_username: string
}) {
  const server = smtp_address.trim()
  if (server === '') throw DeskError.invalid('smtp_address', "can't be blank")
  if (server.length > maxLength) throw tooLong('smtp_address', maxLength)
  if (!host.test(server))
    throw DeskError.invalid('smtp_address', 'must be the name of a server alone, such as smtp.example.com')
  const user = smtp_username.trim()
  if (user === '') throw DeskError.invalid('smtp_username', "can't be blank")
  checkLine('smtp_username', user)
  return { smtp_address: server, smtp_username: user }
}

/** @throws invalid naming `smtp_password` */
export function checkPassword(password: string): void {
  if (password === '') throw DeskError.invalid('smtp_password', "can't be blank")
  checkLine('smtp_password', password)
}

function checkLine(field: string, text: string): void {
  if (text.length > maxSecret) throw tooLong(field, maxSecret)
  if (/\p{Cc}/u.test(text)) throw DeskError.invalid(field, 'cannot contain control characters')
}

const tooLong = (field: string, most: number) =>
  DeskError.invalid(field, `is too long (maximum is ${most} characters)`)
