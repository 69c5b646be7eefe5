// Which status (RFC 3463) does a mail server mean that says it in words, or by a reply of RFC 821 alone?

/** Characters that are looked at: servers say it first, and quote afterwards. */
const looked = 8000

/** Not a failure yet: the server goes on trying. */
const delayed =
  /this is (?:only )?a warning|(?:has|have) not (?:yet )?been delivered yet|delivery attempts will continue|will (?:continue|keep) (?:trying|to be attempted)|has been delayed|no action is required (?:on your part|by you)|you do not need to resend|配信が遅れて/i

/**
 * The first that fits counts, so what names the mailbox stands before what is general. Only the codes that decide over
 * an address are told apart: gone for good (5.1.x, 5.2.1), full, too large, a policy, a server out of reach.
 */
const words: readonly (readonly [status: string, pattern: RegExp])[] = [
  [
    '5.2.2',
    /(?:mailbox|quota|mail ?box|inbox|account|user|disk)[^\n]{0,40}\b(?:is |was |too |over)?(?:full|exceed(?:s|ed)?|quota|storage)\b|over ?quota|quota exceed|insufficient (?:disk|storage|system storage)|not enough (?:disk|storage) space|\b552\b[^\n]{0,60}storage|容量(?:オーバー|を超)|いっぱい/i,
  ],
  [
    '5.2.1',
    /(?:mailbox|account|user|address)[^\n]{0,40}\b(?:disabled|deactivated|suspended|inactive|closed|expired|locked)\b|(?:disabled|inactive|suspended|closed) (?:user|mailbox|account|recipient)/i,
  ],
  [
    '5.3.4',
    /message (?:size|too)[^\n]{0,30}(?:exceed|large|big|limit)|(?:message|mail|size)[^\n]{0,30}(?:too large|too big|exceeds (?:the )?(?:size|maximum|limit|fixed))/i,
  ],
  [
    '5.7.1',
    /(?:rejected|blocked|refused|denied|considered|detected|identified|classified)[^\n]{0,60}\b(?:spam|virus|policy|black ?list|block ?list|content|spf|dmarc|dkim)\b|\b(?:spam|blacklist|dnsbl|rbl|blocked using)\b[^\n]{0,60}\b(?:reject|refus|block|den)|access denied|relay(?:ing)? (?:access )?(?:is )?(?:denied|not permitted|prohibited)|not (?:authori[sz]ed|permitted|allowed) to (?:send|post|relay)|permission to post|投稿する権限|domain.?filter/i,
  ],
  [
    '5.1.2',
    /(?:host|domain)(?: name)?[^\n]{0,60}\b(?:unknown|not found|does(?: not|n.t) exist|unrouteable|cannot be found)|unknown (?:host|domain)|no such (?:host|domain)|unrout(?:e)?able (?:mail )?(?:domain|address)|couldn.t find any host|name (?:service|server)[^\n]{0,40}(?:unknown|not found)/i,
  ],
  [
    '5.1.1',
    /(?:user|recipient|mailbox|mail ?box|address|account|addressee|addresses|recipients)[^\n]{0,60}\b(?:unknown|not (?:known|found|listed|exist|valid|recogni[sz]ed)|does(?: not|n.t) exist|did not exist|do not exist|unavailable|invalid|undeliverable|is not a (?:known|valid)|isn.t known|rejected)\b|(?:unknown|invalid|bad|no such|non-?existent|nonexistent|unlisted) (?:local )?(?:user|recipient|mailbox|address|account|name|person)|no mailbox (?:here )?(?:by that name|found)|user unknown|doesn.t have an? [^\n]{0,40}(?:account|mailbox)|not listed in (?:the )?[^\n]{0,60}(?:address book|directory|name)|no such (?:recipient|user)|(?:each of )?the following recipients? was rejected|見つかりません|存在しません|ありません|宛先不明|存在しない/i,
  ],
  ['5.4.6', /too many hops|(?:mail|routing|forwarding) loop|loop(?:s)? (?:back|detected)|hop count/i],
  [
    '5.4.7',
    /retry time(?:out)? (?:exceeded|not reached|expired)|(?:delivery )?time (?:expired|out)|could not be delivered for|undelivered for|exceeded[^\n]{0,20}(?:retry|time)|message (?:has )?expired|giving up|too old|timed? ?out|timeout|connection (?:refused|reset|dropped|closed|lost)|deferred|not (?:answer|respond)|unable to connect|could(?:n.t| not) connect/i,
  ],
]

/** Replies of RFC 5321 §4.2.3 at the start of what a server is quoted with. */
const replies: Record<string, string> = {
  552: '5.2.2',
  553: '5.1.3',
  554: '5.0.0',
  550: '5.0.0',
  551: '5.1.6',
}
const reply = /(?:^|[\s:<>(=])(55[0-4])(?=[- ):,]|$)/m

/** @returns a code such as `5.1.1`, or null where the words tell nothing */
export function statusInWords(text: string): string | null {
  const head = text.slice(0, looked)
  if (delayed.test(head)) return '4.4.7'
  for (const [status, pattern] of words) if (pattern.test(head)) return status
  return replies[reply.exec(head)?.[1] ?? ''] ?? null
}

/** `declared`, unless it is missing or says nothing (`5.0.0`) and the words, of the same class, say more. */
export function refinedStatus(declared: string | null, text: string): string | null {
  if (declared !== null && !declared.endsWith('.0.0')) return declared
  const meant = statusInWords(text)
  return declared === null || meant?.[0] === declared[0] ? (meant ?? declared) : declared
}
