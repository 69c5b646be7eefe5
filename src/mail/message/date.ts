// When does the sender say that the mail was written (RFC 5322 §3.3)?

/** Null where no time can be read from it, or where it lies outside of what a clock can have shown. */
export function readDate(value: string | undefined): Date | null {
  if (value === undefined) return null
  const plain = value
    .slice(0, 200)
    .replace(/\([^)]*\)/g, ' ')
    .replace(/(\d)\.(\d\d)\.(\d\d)\b/, '$1:$2:$3')
    .replace(/\s+/g, ' ')
    .trim()
  // Zones that no place on earth has are dropped, the clock time stays.
  const zone = /([+-])(\d\d)(\d\d)$/.exec(plain)
  const candidates = zone && Number(zone[2]) > 14 ? [plain.replace(/[+-]\d{4}$/, '+0000')] : [plain]
  // A zone name that JavaScript does not know, or a wrong day of the week.
  const core =
    /\d{1,2}[ -]\p{L}{3,}[ -]\d{2,4} \d{1,2}:\d\d(?::\d\d)?(?: (?:[+-]\d{4}|GMT|UTC|[ECMP][SD]T))?/u.exec(
      plain,
    )?.[0]
  if (core !== undefined) candidates.push(core, core.replace(/ [A-Z]+$/, ' +0000'))
  for (const candidate of candidates) {
    const date = new Date(candidate)
    if (date.getTime() >= 0 && date.getUTCFullYear() < 9999) return date
  }
  return null
}
