// Is it surely the sender who wrote? (SPEC §4.3, §4.7)
export { judgeSender, type Relays, relaysOf } from './judge.ts'
export { inWords, isAuthenticated, isDisowned, nobodyKnows, type SenderVerdict } from './verdict.ts'
export type { Resolve } from './verify.ts'
