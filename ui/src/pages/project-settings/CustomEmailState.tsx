// Does the project's own address work? A sign, a word, and what is to be done if it does not.
import { CircleCheck, CircleDashed, CircleX, type LucideIcon } from 'lucide-react'
import type { CustomEmail } from '../../api/types.ts'
import { cx } from '../../components/cx.ts'

type State = NonNullable<CustomEmail['custom_email_verification_state']>

const looks: Record<State, readonly [word: string, sign: LucideIcon, text: string]> = {
  started: ['Being verified', CircleDashed, 'text-held'],
  finished: ['Verified', CircleCheck, 'text-open'],
  failed: ['Not verified', CircleX, 'text-bad'],
}

export function CustomEmailState({ custom, target }: { custom: CustomEmail; target: string | null }) {
  const state = custom.custom_email_verification_state
  if (state === null) return null
  const [word, Sign, text] = looks[state]
  return (
    <div className="flex flex-col gap-2 rounded-md border border-line px-3 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <code className="min-w-0 grow break-all font-mono text-sm">{custom.custom_email}</code>
        <span role="status" className={cx('inline-flex items-center gap-1.5 text-sm', text)}>
          <Sign aria-hidden="true" className="size-4 shrink-0" />
          {word}
        </span>
      </div>
      {state === 'started' && (
        <p className="text-muted text-sm">
          A mail is on its way to this address and has to come back within 30 minutes.{' '}
          {target && (
            <>
              The address must be forwarded to{' '}
              <code className="break-all font-mono text-ink text-xs">{target}</code>.
            </>
          )}
        </p>
      )}
      {state === 'failed' && <p className="text-sm">{custom.error_message}</p>}
      {state === 'failed' && custom.error_detail && (
        <p className="break-words text-muted text-xs">The server said: {custom.error_detail}</p>
      )}
    </div>
  )
}
