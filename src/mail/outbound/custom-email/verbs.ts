// What can be done with the mail of a project's own address?
export { conclude, expire, verify } from './verify.ts'
