// Which programs may act for this person? Access tokens: made here, shown once, ended at any time.
import { useState } from 'react'
import type { NewToken } from '../../api/account.ts'
import type { UserFull } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { Section } from '../../forms/Section.tsx'
import { MakeToken } from './MakeToken.tsx'
import { ShownToken } from './ShownToken.tsx'
import { TokenList } from './TokenList.tsx'

export function Tokens({ person }: { person: UserFull }) {
  const [made, setMade] = useState<NewToken | null>(null)
  const [ended, setEnded] = useState(false)
  return (
    <>
      <Section
        title="New access token"
        about="A program that has it acts in your name, within its scopes. Send it as the header PRIVATE-TOKEN."
      >
        {made && <ShownToken token={made} onClose={() => setMade(null)} />}
        <MakeToken onMade={setMade} />
      </Section>
      <Section title="Active tokens">
        <TokenList userId={person.id} state="active" onMade={setMade} />
        {ended && (
          <>
            <h3 className="font-semibold text-sm">Ended tokens</h3>
            <TokenList userId={person.id} state="inactive" onMade={setMade} />
          </>
        )}
        <Button
          look="quiet"
          small
          className="self-start"
          aria-expanded={ended}
          onClick={() => setEnded(!ended)}
        >
          {ended ? 'Hide ended tokens' : 'Show ended tokens'}
        </Button>
      </Section>
    </>
  )
}
