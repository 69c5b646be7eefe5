// What can be asked of the mailboxes that the desk reads by itself?
export { type AlertDesk, alertAboutMailboxes } from './alerts.ts'
export { accountOf, type BoxName, type BoxSettings, boxNames, isFetched } from './box.ts'
export { type Health, placeOf, readHealth } from './health.ts'
export { sendsPasswordOpenly, smtpSendsPasswordOpenly } from './open-password.ts'
export { importMailbox, probeMailbox, readMailboxes } from './readers.ts'
export { findRoundTrip, type RoundTrip, type RoundTripDesk, sendRoundTrip } from './round-trip.ts'
