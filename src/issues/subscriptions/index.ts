// Who hears of an issue?
export { isSubscribed, listTakingPart } from './read.ts'
export { setSubscription as set } from './set.ts'
