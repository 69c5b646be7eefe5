// Which words does every module share?
import * as hosts from './hosts.ts'
import * as peers from './peers.ts'
import * as texts from './texts.ts'

export type { Clock } from './clock.ts'
export { fixedClock, systemClock } from './clock.ts'
export type { ErrorKind } from './errors.ts'
export { DeskError, isDeskError } from './errors.ts'
export { randomHex, secretDigest } from './ids.ts'
export type { Log } from './log.ts'
export { createLog, silentLog } from './log.ts'
export { reservedPaths } from './reserved-paths.ts'
export { hosts, peers, texts }
