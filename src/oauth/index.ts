// With which token does the desk sign in to a mailbox, a mail server or Microsoft Graph?
export type { OAuthClient } from './token.ts'
export { accessToken, forgetToken, TokenRefused } from './token.ts'
