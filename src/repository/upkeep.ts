// What is done with repositories as files: kept in a backup, brought back, and removed with their project?
export { readBundle, writeBundle } from './bundles.ts'
export { sweepRemoved } from './removed.ts'
