// What does Akismet think of a mail? (its API 1.1: verify-key, comment-check, submit-spam, submit-ham)
import { type Answer, ask } from './ask.ts'
import { type CheckedMail, type Checker, limits } from './mail.ts'

export type AkismetSettings = {
  apiKey: string
  /** e.g. https://rest.akismet.com/1.1 */
  url: string
  /** Address of the desk, by which Akismet knows the site. */
  blog: string
}

/** Where its API answers, unless the configuration names another place. */
export const akismetUrl = 'https://rest.akismet.com/1.1'

/** Akismet does not check without an address of the sender. */
const unknownAddress = '127.0.0.1'

export function akismet({ apiKey, url, blog }: AkismetSettings): Checker {
  const base = url.endsWith('/') ? url : `${url}/`
  const post = (call: string, fields: Record<string, string>) =>
    ask(new URL(call, base), {
      headers: { 'user-agent': 'Deskbell/1 | Deskbell/1' },
      body: new URLSearchParams({ api_key: apiKey, blog, ...fields }),
    })
  return {
    name: 'Akismet',
    async check(mail) {
      const answer = await post('comment-check', fieldsOf(mail))
      const said = answer.text.trim()
      if (answer.status !== 200 || (said !== 'true' && said !== 'false')) throw new Error(helpIn(answer))
      const sure = answer.headers.get('x-akismet-pro-tip') === 'discard' ? ', beyond doubt' : ''
      return { spam: said === 'true', evidence: `Akismet: ${said === 'true' ? `spam${sure}` : 'no spam'}` }
    },
    async learn(mail, as) {
      const answer = await post(as === 'spam' ? 'submit-spam' : 'submit-ham', fieldsOf(mail))
      if (answer.status !== 200 || !/^thanks/i.test(answer.text.trim())) throw new Error(helpIn(answer))
    },
    async ready() {
      const answer = await post('verify-key', { key: apiKey })
      return answer.text.trim() === 'valid' ? null : helpIn(answer)
    },
  }
}

function helpIn({ status, headers, text }: Answer): string {
  const help = headers.get('x-akismet-debug-help') ?? headers.get('x-akismet-alert-msg')
  return `Akismet answered ${status} "${text.trim().slice(0, 100)}"${help === null ? '' : `: ${help.slice(0, 200)}`}`
}

function fieldsOf({ clientAddress, from, subject, text, headers }: CheckedMail): Record<string, string> {
  return {
    user_ip: clientAddress ?? unknownAddress,
    user_agent: headers.get('user-agent') ?? headers.get('x-mailer') ?? '',
    comment_type: 'contact-form',
    comment_author: from?.name ?? '',
    comment_author_email: from?.address ?? '',
    comment_content: `${subject}\n\n${text}`.slice(0, limits.textLength).toWellFormed(),
  }
}
