// What do administrators and people do to an account that exists?
export { block, unblock } from './block.ts'
export { countUsers as count } from './list.ts'
export { changePassword, setPassword } from './passwords.ts'
