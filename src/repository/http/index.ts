// How does git's own client reach the repositories? Smart HTTP: gitprotocol-http(5).
export { retrySeconds } from '../places.ts'
export { type Pushed, receivePack } from './receive.ts'
export type { GitRequest, HttpDesk } from './serve.ts'
export { advertise, uploadPack } from './upload.ts'
