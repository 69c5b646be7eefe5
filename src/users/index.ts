// Who are the people of the desk, and how do they prove it?
import * as accounts from './accounts.ts'
import * as settings from './settings.ts'
import * as tokens from './tokens.ts'

export type { Auth } from './auth.ts'
export { createAuth } from './auth.ts'
export { createUser } from './create.ts'
export { findPerson, findUser } from './find.ts'
export { instanceIdentity } from './identity.ts'
export { listUsers } from './list.ts'
export type { Person, UserRow, Viewer } from './person.ts'
export { ensureSupportBot, supportBot } from './support-bot.ts'
export type { Scope, TokenRow } from './tokens.ts'
export { updateUser } from './update.ts'
export { accounts, settings, tokens }
