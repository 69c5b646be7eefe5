// How is better-auth set up on our own tables? Only auth.ts imports this, and only when somebody signs in.
import { kyselyAdapter } from '@better-auth/kysely-adapter'
import { betterAuth } from 'better-auth/minimal'
import { username } from 'better-auth/plugins/username'
import type { Db } from '#db'
import type { Log } from '#kernel'

/** Two weeks; each day of use starts them anew. */
const sessionSeconds = 14 * 24 * 3600
const renewAfterSeconds = 24 * 3600

export type AuthOptions = {
  db: Db
  /** Where people reach the desk; https makes the cookie a secure one. */
  externalUrl: string
  /** Signs the session cookie. */
  secret: string
  log: Log
}

const columns = {
  createdAt: 'created_at',
  updatedAt: 'updated_at',
}
/** Columns of users that come along with a session. */
const own = { input: false, required: true } as const

/**
 * We call its functions and never mount its routes: the API is ours. Its own rate limits and origin checks live in
 * those routes, so sign-in-limits.ts and the web's origin check stand in for them.
 */
export function createEngine({ db, externalUrl, secret, log }: AuthOptions) {
  return betterAuth({
    baseURL: externalUrl,
    secret,
    database: kyselyAdapter(db, { type: 'postgres', transaction: false }),
    logger: {
      level: 'warn',
      log: (level, message) => void (level === 'error' ? log.error : log.debug)({}, message),
    },
    telemetry: { enabled: false },
    emailAndPassword: { enabled: true, disableSignUp: true },
    rateLimit: { enabled: false },
    session: {
      modelName: 'sessions',
      expiresIn: sessionSeconds,
      updateAge: renewAfterSeconds,
      fields: {
        ...columns,
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
      },
    },
    user: {
      modelName: 'users',
      fields: { ...columns, emailVerified: 'email_verified' },
      additionalFields: {
        state: { type: 'string', ...own },
        isAdmin: { type: 'boolean', fieldName: 'is_admin', ...own },
        isBot: { type: 'boolean', fieldName: 'is_bot', ...own },
      },
    },
    account: {
      modelName: 'accounts',
      fields: {
        ...columns,
        userId: 'user_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
      },
    },
    // Signing in by username, because by e-mail it takes no address without a dot (root@localhost) or beyond ASCII.
    // What a username may be is checked where people are made.
    plugins: [
      username({
        displayUsername: false,
        minUsernameLength: 1,
        maxUsernameLength: 255,
        usernameValidator: () => true,
        usernameNormalization: false,
      }),
    ],
    verification: { modelName: 'verifications', fields: { ...columns, expiresAt: 'expires_at' } },
    advanced: {
      cookiePrefix: 'deskbell',
      useSecureCookies: externalUrl.startsWith('https:'),
      database: { generateId: 'serial' },
      ipAddress: { ipAddressHeaders: ['x-client-address'] },
    },
  })
}
