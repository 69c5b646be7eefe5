// What can be done with the mail of a project's own address?
export { requireAllowedHost } from './server.ts'
export { conclude, expire, verify } from './verify.ts'
