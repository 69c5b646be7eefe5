// What is the token that was just made? The only time that anybody sees it.
import { KeyRound, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { NewToken } from '../../api/account.ts'
import { IconButton } from '../../components/Button.tsx'
import { Copy } from '../../components/Copy.tsx'
import { inputLook } from '../../components/Field.tsx'

export function ShownToken({ token, onClose }: { token: NewToken; onClose: () => void }) {
  const field = useRef<HTMLInputElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another token is as new as the first
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [token.token])
  return (
    <section
      aria-label="The new token"
      className="flex flex-col gap-2 rounded-md border border-line bg-open-soft p-4"
    >
      <div className="flex items-start justify-between gap-3">
        <p className="flex items-start gap-2 font-medium text-sm">
          <KeyRound aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-open" />
          <span>
            Copy “{token.name}” now. It is shown this once; the desk keeps only what it needs to know it
            again.
          </span>
        </p>
        <IconButton small label="I have it: hide the token" onClick={onClose}>
          <X aria-hidden="true" className="size-4" />
        </IconButton>
      </div>
      <div className="flex items-center gap-2">
        <input
          ref={field}
          aria-label="Token"
          readOnly
          value={token.token}
          onFocus={event => event.currentTarget.select()}
          className={`${inputLook} h-8 font-mono text-sm`}
        />
        <Copy text={token.token} label="Copy the token" />
      </div>
    </section>
  )
}
