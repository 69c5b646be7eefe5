// What has the administrator decided?
export { ConfigError, formatConfigErrors } from './error.ts'
export { loadConfig } from './load.ts'
export { redactConfig } from './redact.ts'
export type { Config } from './schema.ts'
export type { Endpoint, SocketPath } from './slices/fields.ts'
export type { Mailbox } from './slices/mailboxes.ts'
