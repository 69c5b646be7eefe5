// Is it spam, and who learns from our mistakes? (SPEC §4.7)
export { akismetUrl } from './akismet.ts'
export { checkersOf, checkSpam, type SpamConfig, type SpamVerdict } from './check.ts'
export { type CheckedMail, limits } from './mail.ts'
export { tryCheckers } from './try.ts'
