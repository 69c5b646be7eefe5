// Which subject does an answer carry?
import { cleanLine } from './bytes.ts'
import { limits } from './limits.ts'

/** "Re:" as mail programs of many countries write it, also counted ("Re[2]:", "Re^3:"). Forwards are kept. */
const prefix =
  /^(?:re|aw|antw|antwort|sv|vs|ref|rif|r|odp|ynt|res|bls|vá|doorst|回复|回覆|答复|答覆|转发回复|返信|ответ|отв|на)(?:\s?[[(^]?\d{1,3}[\])]?)?\s?[:：]\s*/iu

/** The subject without reply prefixes: what threads are gathered by (RFC 5256 §2.1), in its own words. */
function baseSubject(subject: string): string {
  let base = cleanLine(subject.slice(0, limits.subjectLength))
  for (let round = 0; round < 20; round++) {
    const shorter = base.replace(prefix, '')
    if (shorter === base || shorter === '') break
    base = shorter
  }
  return base
}

/**
 * `Re: <title> (#iid)`, however often the title was answered already.
 *
 * @param iid number of the issue in its project; without it only the prefix is set
 */
export function replySubject(title: string, iid?: number): string {
  const base = baseSubject(title)
  const tag = iid === undefined ? '' : `(#${iid})`
  return ['Re:', base, base.endsWith(tag) ? '' : tag].filter(word => word !== '').join(' ')
}
