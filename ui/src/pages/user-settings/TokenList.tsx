// Which tokens are there, when were they used, and how are they ended or replaced?
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type NewToken, revokeToken, rotateToken, tokensQuery } from '../../api/account.ts'
import type { Token } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { Confirm } from '../../components/Confirm.tsx'
import { Failed } from '../../components/Failed.tsx'
import { ShowMore } from '../../components/ShowMore.tsx'
import { Time } from '../../components/Time.tsx'
import { dayName } from '../../times.ts'
import { tell, tellError } from '../../toasts.ts'

type Asked = { token: Token; what: 'revoke' | 'rotate' }
type Props = { userId: number; state: 'active' | 'inactive'; onMade: (token: NewToken) => void }

export function TokenList({ userId, state, onMade }: Props) {
  const query = useInfiniteQuery(tokensQuery(userId, state))
  const [asked, setAsked] = useState<Asked | null>(null)
  const confirm = useDecision(onMade)
  const { data, error, refetch } = query
  if (error && data === undefined) return <Failed error={error} retry={() => void refetch()} />
  if (data === undefined) return <p className="late text-faint text-sm">Looking…</p>
  const tokens = data.pages.flatMap(page => page.rows)
  if (tokens.length === 0)
    return (
      <p className="text-faint text-sm">
        {state === 'active' ? 'None. No program acts in your name.' : 'None has ended yet.'}
      </p>
    )
  return (
    <>
      <ul
        aria-label={state === 'active' ? 'Active tokens' : 'Ended tokens'}
        className="flex flex-col divide-y divide-line border-line border-y"
      >
        {tokens.map(token => (
          <Row key={token.id} token={token} ask={what => setAsked({ token, what })} />
        ))}
      </ul>
      <ShowMore query={query} label="Show older ones" />
      <Confirm
        open={asked !== null}
        title={asked?.what === 'rotate' ? `Replace “${asked.token.name}”?` : `Revoke “${asked?.token.name}”?`}
        action={asked?.what === 'rotate' ? 'Replace token' : 'Revoke token'}
        onCancel={() => setAsked(null)}
        onConfirm={() => {
          if (asked) void confirm(asked)
          setAsked(null)
        }}
      >
        {asked?.what === 'rotate'
          ? 'A new token of the same name and scopes takes its place. The present one stops working at once.'
          : 'Programs that use it are refused from now on. This cannot be taken back.'}
      </Confirm>
    </>
  )
}

function Row({ token, ask }: { token: Token; ask: (what: Asked['what']) => void }) {
  const { name, scopes, active, revoked, created_at, last_used_at, expires_at } = token
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5 text-sm">
      <div className="flex min-w-0 grow basis-60 flex-col gap-0.5">
        <span dir="auto" className="break-words font-medium">
          {name}
        </span>
        <span className="font-mono text-faint text-xs">{scopes.join(' ')}</span>
        <span className="flex flex-wrap gap-x-3 text-faint text-xs">
          <span>
            made <Time at={created_at} />
          </span>
          <span>
            {last_used_at ? (
              <>
                used <Time at={last_used_at} />
              </>
            ) : (
              'never used'
            )}
          </span>
          <span>{revoked ? 'revoked' : ends(active, expires_at)}</span>
        </span>
      </div>
      {active && (
        <div className="flex gap-2">
          <Button small aria-label={`Replace ${name}`} onClick={() => ask('rotate')}>
            Replace
          </Button>
          <Button small look="danger" aria-label={`Revoke ${name}`} onClick={() => ask('revoke')}>
            Revoke
          </Button>
        </div>
      )}
    </li>
  )
}

const ends = (active: boolean, day: string | null) =>
  day === null ? 'never ends' : `${active ? 'ends' : 'ended'} ${dayName(day)}`

function useDecision(onMade: (token: NewToken) => void) {
  const client = useQueryClient()
  return async function decide(asked: Asked): Promise<void> {
    const { token, what } = asked
    try {
      if (what === 'rotate') onMade(await rotateToken(token.id, token.expires_at))
      else {
        await revokeToken(token.id)
        tell(`“${token.name}” is revoked`)
      }
    } catch (error) {
      tellError(error, () => void decide(asked))
    }
    await client.invalidateQueries({ queryKey: ['tokens'] })
  }
}
