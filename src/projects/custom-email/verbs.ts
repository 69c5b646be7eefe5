// What can be done with a project's own mail address?
export type { CustomEmailChanges, CustomEmailInput, Started } from './change.ts'
export {
  createCustomEmail as create,
  removeCustomEmail as remove,
  restartVerification as restart,
  updateCustomEmail as update,
} from './change.ts'
export { openPassword } from './credentials.ts'
export { reasons, timeframeMinutes, type VerificationError } from './reasons.ts'
export type { CustomEmail } from './rows.ts'
export { getCustomEmail as get } from './rows.ts'
export type { Returned, Verified } from './verification.ts'
export {
  concludeVerification as conclude,
  expireVerifications as expire,
  failVerification as fail,
  verificationAddress,
} from './verification.ts'
