// Whose mail was forwarded here? Read from the header block that mail programs put above a mail that they forward.

export type OriginalSender = { address: string; name: string }

/** Lines that are looked through: a forward begins with a few words of the colleague, if any. */
const maxLines = 200
/** Characters of a line; header lines are short, and patterns must not read long ones. */
const maxLine = 1000
/** Lines below the sender's in which the other fields stand, blank ones of converted HTML included. */
const blockLines = 10

/** "From:" as mail programs write it in their languages; behind it must stand an address, so a short word is enough. */
const from =
  /^(?:from|von|de|da|van|från|fra|od|от|від|от кого|lähettäjä|kimden|gönderen|feladó|expéditeur|remitente|mittente|afzender|absender|avsändare|afsender|från|差出人|送信者|发件人|寄件者|보낸 ?사람|מאת|من|từ|dari|από|de la)\s?[:：]\s*(.*)$/iu
const others: readonly RegExp[] = [
  /^(?:sent|date|gesendet(?: am)?|datum|envoyé(?: le)?|enviado(?: el| em)?|fecha|data|inviato|verzonden|skickat|sendt|dato|lähetetty|päivämäärä|päiväys|wysłano|odesláno|odoslané|dátum|отправлено|дата|надіслано|tarih|gönderildi|gönderilme tarihi|elküldve|trimis|送信日時|日時|日付|发送时间|日期|寄件日期|보낸 ?날짜|날짜|ngày|tanggal|ημερομηνία)\s?[:：]/iu,
  /^(?:to|cc|an|à|a|para|aan|till|til|vastaanottaja|do|komu|кому|kime|alıcı|címzett|destinataire|per|către|宛先|收件人|收件者|받는 ?사람|đến|kepada|προς)\s?[:：]/iu,
  /^(?:subject|betreff|objet|asunto|oggetto|assunto|onderwerp|ämne|emne|aihe|temat|předmět|predmet|тема|konu|tárgy|subiect|件名|主题|主旨|제목|chủ đề|subjek|θέμα)\s?[:：]/iu,
]

/** The marks that quoting, emphasis and Markdown put around a line. */
const bare = (line: string) =>
  line
    .slice(0, maxLine)
    .replace(/^[\s>*_|]+/, '')
    .replace(/\*\*|__|\\/g, '')
    .trim()

/**
 * The sender of the first mail that `text` carries in itself; null if it carries none whose address is there. Anybody
 * can write such lines: what is read here is an offer to a person, never a fact.
 */
export function originalSender(text: string): OriginalSender | null {
  const lines = text.split('\n', maxLines).map(bare)
  for (const [at, line] of lines.entries()) {
    const value = from.exec(line)?.[1]
    if (value === undefined) continue
    // Apple Mail puts the subject first in none of its languages, but some put the date: fields around count.
    const near = lines.slice(Math.max(0, at - 3), at + blockLines)
    const fields = others.filter(pattern => near.some(text => pattern.test(text))).length
    const sender = fields >= 2 ? (mailboxIn(value) ?? mailboxIn(lines[at + 1] ?? '')) : null
    if (sender !== null) return sender
  }
  return null
}

const addressPattern = /[^\s<>()[\]"',;:@]{1,64}@[^\s<>()[\]"',;:@]{1,250}\.[^\s<>()[\]"',;:@.]{2,63}/u

/** `Ann <a@x>`, `Ann [mailto:a@x]`, `[a@x](mailto:a@x)`, `"Ann" a@x`. */
function mailboxIn(value: string): OriginalSender | null {
  const match = addressPattern.exec(value)
  if (match === null) return null
  const before = value.slice(0, match.index).replace(/mailto:$/i, '')
  const name = before
    .replace(/[<>[\]()"]/g, ' ')
    .replace(/^[\s',;:*_-]+|[\s',;:*_-]+$/g, '')
    .replace(/\s+/g, ' ')
  return { address: match[0], name: name.slice(0, 255) }
}
