// Who is it that git's own client speaks for? A token or a password tells, never a session's cookie: pages elsewhere could use that.
import { DeskError } from '#kernel'
import { type Scope, tokens, type Viewer } from '#users'
import type { Request, WebDesk } from './context.ts'
import { insufficientScope } from './errors.ts'

export type Asked = {
  viewer: Viewer
  /** Whether the same would be let in again now; what is asked for at the end of a long push. */
  stillHolds: () => Promise<boolean>
}

/** GitLab's: each of these scopes suffices. */
const sufficient: Record<'read' | 'push', readonly Scope[]> = {
  read: ['read_repository', 'write_repository', 'api'],
  push: ['write_repository', 'api'],
}

/** What looks like a token of ours is no password: a revoked one in a forgotten script must lock nobody's account. */
const tokenPrefix = 'dbpat-'

/**
 * Who asks, by `PRIVATE-TOKEN`, Bearer, or Basic with a token or a password; nobody without any of these.
 * @throws unauthenticated for what opens nothing; forbidden for a token that does not reach so far; rate_limited
 */
export async function whoAsks(desk: WebDesk, request: Request, need: 'read' | 'push'): Promise<Asked> {
  const given = credentialsOf(request)
  if (given === null) return { viewer: null, stillHolds: async () => true }
  for (const secret of given.secrets) {
    const found = await tokens.authenticate(desk.db, secret)
    if (found === null) continue
    const scopes = sufficient[need]
    if (!found.scopes.some(scope => scopes.includes(scope))) throw insufficientScope(scopes.join(' '))
    const stillHolds = async () => (await tokens.authenticate(desk.db, secret)) !== null
    return { viewer: found.person, stillHolds }
  }
  const { login, password } = given
  if (login === undefined || login === '' || password === '' || password.startsWith(tokenPrefix))
    throw wrong()
  const viewer = await desk.auth
    .checkPassword({ login, password, clientAddress: request.ip })
    .catch(error => {
      throw error instanceof DeskError && error.kind === 'unauthenticated' ? wrong() : error
    })
  return { viewer, stillHolds: async () => await isActive(desk, viewer.id) }
}

const wrong = () =>
  new DeskError(
    'unauthenticated',
    'The user name, password or token is wrong. With a token any user name will do; the token is the password.',
  )

async function isActive(desk: WebDesk, id: number): Promise<boolean> {
  const row = await desk.db.selectFrom('users').select('state').where('id', '=', id).executeTakeFirst()
  return row?.state === 'active'
}

type Given = { secrets: string[]; login?: string; password: string }

function credentialsOf({ headers }: Request): Given | null {
  const own = headers['private-token']
  if (typeof own === 'string' && own !== '') return { secrets: [own], password: '' }
  const [, scheme, value = ''] = /^(Basic|Bearer) +(\S+) *$/i.exec(headers.authorization ?? '') ?? []
  if (scheme === undefined) {
    if (headers.authorization !== undefined) throw wrong()
    return null
  }
  if (/^bearer$/i.test(scheme)) return { secrets: [value], password: '' }
  // RFC 7617 §2: the user name holds no colon, the password may.
  const text = Buffer.from(value, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon === -1 || text.includes('\0')) throw wrong()
  const [login, password] = [text.slice(0, colon), text.slice(colon + 1)]
  // Some put the token where the user name belongs: https://TOKEN@desk.example/group/project.git
  return { secrets: password === '' ? [login] : [password], login, password }
}
