// What is done with repositories as files: kept in a backup, brought back, put in order, and removed with their project?
export { readBundle, writeBundle } from './bundles.ts'
export { sweepRemoved } from './removed.ts'
export { stopTidying, tidyRepository } from './tidy.ts'
