// How does somebody sign in, stay signed in, and sign out?
import { DeskError } from '#kernel'
import type { AuthOptions } from './engine.ts'
import { isPassword } from './passwords.ts'
import { type Person, personColumns, toPerson } from './person.ts'
import { countAttempt, forgetAttempts, forgiveAttempt } from './sign-in-limits.ts'

/** Its name begins with __Secure- where the desk is reached by https. */
const cookieName = 'deskbell.session_token='

export type Auth = {
  /**
   * @param login username or e-mail address
   * @param remember false: the cookie ends with the browser
   * @returns the person and the Set-Cookie values for the answer
   * @throws unauthenticated, in the same words and after the same work whatever was wrong; rate_limited
   */
  signIn(input: {
    login: string
    password: string
    remember?: boolean
    clientAddress: string | null
    userAgent: string | null
  }): Promise<{ person: Person; setCookie: string[] }>
  /**
   * Who that is, for a program that sends a password with each request: no session begins.
   * @throws as `signIn`
   */
  checkPassword(input: { login: string; password: string; clientAddress: string | null }): Promise<Person>
  /** Who the session of a Cookie header belongs to; null if it has none that counts. */
  session(cookie: string): Promise<{ person: Person; token: string; setCookie: string[] } | null>
  /** Ends the session of a Cookie header. @returns the Set-Cookie values that clear it */
  signOut(cookie: string): Promise<string[]>
}

/** better-auth on our own tables. It is loaded with the first cookie or sign-in: it costs 15 MB of memory. */
export function createAuth(options: AuthOptions): Auth {
  let loading: Promise<ReturnType<typeof import('./engine.ts').createEngine>> | undefined
  const engine = () => {
    loading ??= import('./engine.ts').then(({ createEngine }) => createEngine(options))
    return loading
  }
  return {
    async signIn({ login, password, remember = true, clientAddress, userAgent }) {
      const account = await findAccount(options, login)
      // A login that names nobody is counted and tried like one that does.
      await countAttempt(options.db, account?.username ?? login, clientAddress)
      const { api } = await engine()
      const { headers } = await api
        .signInUsername({
          body: { username: account?.username ?? nobody, password, rememberMe: remember },
          headers: new Headers({
            ...(userAgent === null ? {} : { 'user-agent': userAgent }),
            ...(clientAddress === null ? {} : { 'x-client-address': clientAddress }),
          }),
          returnHeaders: true,
        })
        .catch(refuse)
      if (account === undefined) throw wrong()
      await forgetAttempts(options.db, account.username)
      const row = await options.db
        .updateTable('users')
        .set({ last_sign_in_at: new Date() })
        .where('id', '=', account.id)
        .returning(personColumns)
        .executeTakeFirstOrThrow()
      return { person: toPerson(row), setCookie: headers.getSetCookie() }
    },

    async checkPassword({ login, password, clientAddress }) {
      const { db } = options
      const account = await findAccount(options, login)
      await countAttempt(db, account?.username ?? login, clientAddress)
      const right = await isPassword(password, account?.password ?? null)
      if (!right || account === undefined) throw wrong()
      await forgetAttempts(db, account.username)
      if (clientAddress !== null) await forgiveAttempt(db, clientAddress)
      const row = await db
        .selectFrom('users')
        .select(personColumns)
        .where('id', '=', account.id)
        .executeTakeFirstOrThrow()
      return toPerson(row)
    },

    async session(cookie) {
      if (!cookie.includes(cookieName)) return null
      const { api } = await engine()
      const { headers, response } = await api.getSession({
        headers: new Headers({ cookie }),
        returnHeaders: true,
      })
      if (response === null || response.user.state !== 'active' || response.user.isBot) return null
      const { id, username, name, isAdmin } = response.user
      return {
        // better-auth's type allows people without a username, our table does not.
        person: { id: Number(id), username: username ?? '', name, isAdmin, isBot: false },
        token: response.session.token,
        setCookie: headers.getSetCookie(),
      }
    },

    async signOut(cookie) {
      const { api } = await engine()
      const { headers } = await api.signOut({ headers: new Headers({ cookie }), returnHeaders: true })
      return headers.getSetCookie()
    },
  }
}

/** A username that nobody can have: better-auth hashes the password all the same, which takes as long. */
const nobody = '-'

const wrong = () => new DeskError('unauthenticated', 'Invalid login or password.')

/** better-auth's own refusals carry a status; what has none is a bug or a database that is down. */
function refuse(error: unknown): never {
  const status = (error as { statusCode?: number }).statusCode
  throw status !== undefined && status < 500 ? wrong() : error
}

/** Somebody who may sign in with a password: not blocked, no bot. */
function findAccount({ db }: AuthOptions, login: string) {
  return db
    .selectFrom('users')
    .innerJoin('accounts', 'accounts.user_id', 'users.id')
    .select(['users.id', 'users.username', 'accounts.password'])
    .where(({ eb, fn, val }) =>
      eb(fn('lower', [eb.ref(login.includes('@') ? 'email' : 'username')]), '=', fn('lower', [val(login)])),
    )
    .where('users.state', '=', 'active')
    .where('users.is_bot', '=', false)
    .where('accounts.password', 'is not', null)
    .executeTakeFirst()
}
