// Does a mail say that another one was not delivered, though not in the standard form (RFC 3464)?
import { isDaemon, isMachineSender, isPostmaster } from './machine-senders.ts'
import type { Message } from './parse.ts'

/** Subjects under which mail servers return mail. Each is a whole phrase, since people write about mail too. */
const subject = new RegExp(
  [
    '^(?:mail )?delivery (?:status )?(?:notification|failed|failure|report|problem|delayed|error)',
    '^delivery (?:notification|report|has failed|to the following)',
    '^(?:returned|return|undelivered|undeliverable|undeliverd|unzustellbar|rejected|failed|bounced) ?(?:e-?mail|mail|message|to sender)?(?::|$| -| returned)',
    '^undeliver(?:ed|able)\\b',
    '^returned mail\\b',
    '^(?:failure notice|failure delivery|failed delivery|failed mail|mail failure|error sending|mail system error|mail error|mail delivery (?:error|failed|failure|problem|subsystem))',
    '^(?:could not send|couldn.t send|cannot send|unable to deliver|message (?:undeliverable|delivery|rejected|status)|nondeliverable|non.?delivery|permanent delivery failure|non ?remis|mail could not be delivered)',
    '^warning(?::|--) ?(?:could not send|message|e-?mail) .*(?:delayed|hours|days)?',
    '^(?:mail )?(?:user unknown|host unknown|mailbox full|no such user|spam mail|blocked by)',
    '^(?:postmaster notify|message you sent blocked|there was an error sending|\\[?delivery failure|dsn:|ndn:|status ?\\(delivery|loop alert)',
    '^(?:メールエラー|配信不能|送信エラー|宛先不明|unzustellbar|nicht zustellbar|échec de|echec de la remise|non remis|no se puede entregar|non recapitabile|退信|系统退信|недоставлен|сообщение не доставлено)',
  ].join('|'),
  'i',
)

/** What servers say in the body; two hundred kinds share these phrases. */
const body = new RegExp(
  [
    'this is the (?:qmail-send|mail system|postfix|mail delivery|courier|sendmail|machine-generated)',
    'this (?:message|report) was (?:created|generated) automatically by (?:the )?mail (?:delivery|system)',
    'delivery (?:to the following|has failed to these|failed for the following|of the following)',
    'the following (?:addresses? (?:had|failed)|recipients?|address\\(es\\)|mail ?box)',
    'following addresses had (?:delivery|permanent|transient)',
    'could not be (?:delivered|sent)|cannot be delivered|was not delivered|(?:wasn.t|not) able to (?:be )?deliver|unable to deliver|undeliverable|not be delivered',
    '(?:failed|unable|unsuccessful) (?:to|in) (?:deliver|reach)',
    'delivery (?:failed|failure|error|attempt)|deliver(?:y|ing) (?:your )?(?:mail|message) failed|has been (?:returned|rejected)|message (?:rejected|refused|bounced)',
    '(?:user|host|mailbox|recipient|domain)(?: name)? (?:is )?(?:unknown|unavailable|full|not (?:known|found|exist)|does(?:n.t| not) exist|over quota)|unknown (?:user|recipient|address)|no such (?:user|address|recipient)|quota exceeded|mailbox is full|invalid recipient',
    '^.{0,300}\\b(?:550|551|552|553|554|450|451|452|421)[- #]{1,2}(?:[45]\\.\\d\\.\\d|requested|user|unknown|mailbox|message|<|sorry)',
    '[45]\\.\\d{1,2}\\.\\d{1,3}\\b',
    '送信できませんでした|送信エラー|見つかりませんでした|退信|удалить|不存在|宛先',
  ].join('|'),
  'im',
)

/** A returned mail inside the text: its header after a line of dashes or a phrase of the server. */
const returned =
  /^(?:[-=*#_ ]*(?:(?:begin |start of )?(?:original|returned|undelivered|unsent|bounced|copy of (?:the |your )?(?:original )?)(?: (?:e-?mail|message))?(?: (?:follows|text follows|header|headers|is|below|below this line))?|below this line is a copy|this is a copy of (?:the |your )?message|the (?:header|headers|text) (?:of|from) the original|message (?:header|headers|text) follows|included is a copy|received: from|return-path: <))/im

const returnedTypes =
  /^(?:message\/rfc822|text\/rfc822-headers?|message\/rfc822-headers|message\/delivery-status)$/

/** Fields that only servers that return mail set. */
const fields = ['x-failed-recipients', 'x-bounce', 'x-bounced-address']
const daemonName = /mailer-daemon|mail delivery (?:sub)?system|<>/i

/** `auto-replied` (RFC 3834 §5) where nothing in the header says that a server returns a mail. */
const declaresAnAnswer = (message: Message): boolean =>
  /^\s*auto-replied/i.test(message.headers.get('auto-submitted') ?? '')

/**
 * Several signs must meet: people forward bounces, ask about them and write from postmaster@.
 *
 * @param nullReturnPath the mail came with `MAIL FROM:<>`
 */
export function isUnstructuredBounce(message: Message, nullReturnPath: boolean): boolean {
  const { headers, from } = message
  if (fields.some(name => headers.has(name))) return true
  const title = subject.test(message.subject)
  const words = body.test(message.text.slice(0, 8000))
  if (!title && !words) return false
  // The keeper of an fml mailing list, who speaks under the list's own name, not as a daemon.
  if (title && headers.has('x-mlserver') && /^[^@]{1,64}-admin@/i.test(from?.address ?? '')) return true
  const daemon =
    nullReturnPath ||
    daemonName.test(headers.raw('from').join(' ')) ||
    (from !== null && isDaemon(from.address))
  if (daemon) return title || !declaresAnAnswer(message)
  if (from === null || !isMachineSender(from.address)) return false
  const returns =
    message.attachments.some(file => returnedTypes.test(file.contentType)) ||
    returned.test(message.text.slice(0, 64_000))
  return isPostmaster(from.address) ? title && (words || returns) : title && returns
}
