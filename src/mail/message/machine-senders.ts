// Is this the address of a machine, by its local part alone (RFC 3834 §2, RFC 2142)?

/** Those that only send delivery reports; nobody writes from them. */
const daemon = /^(?:mailer[-_.]?daemon|mail[-_.]?daemon|m?daemon|post_master|mail[-_]?delivery.*)$/i
/** RFC 5321 §4.5.1: reports come from here, but people read and write here too. */
const postmaster = /^(?:postmaster.*|mailadmin)$/i
const automatic =
  /^(?:(?:.*[-_.+])?(?:no|not|non|nie|ne)[-_.]?reply.*|(?:do|does)[-_.]?not[-_.]?(?:reply|respond|answer).*|noresponder|nepasrepondre|nicht[-_.]?antworten|keine[-_.]?antwort|auto[-_.]?(?:reply|responder|response|confirm|mailer)|bounces?|bounces?[-+_.].*|.*-bounces?(?:[+=-].*)?|listserv|majordomo|mailman|sympa|ezmlm|listmaster|owner-.*|.*-owner|.*-request|request-.*)$/i

const localPart = (address: string) => address.slice(0, Math.max(0, address.lastIndexOf('@'))) || address

export const isDaemon = (address: string): boolean => daemon.test(localPart(address))

export const isPostmaster = (address: string): boolean => postmaster.test(localPart(address))

export const isMachineSender = (address: string): boolean =>
  isDaemon(address) || isPostmaster(address) || automatic.test(localPart(address))
