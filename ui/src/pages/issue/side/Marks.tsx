// Does mail reach them? Said where it does not, with what can be done.
import { useQueryClient } from '@tanstack/react-query'
import { BellOff, MailX } from 'lucide-react'
import { useState } from 'react'
import { participantsQuery } from '../../../api/issues.ts'
import { reachAgain } from '../../../api/participants.ts'
import type { Participant } from '../../../api/types.ts'
import { Button } from '../../../components/Button.tsx'
import { tell, tellError } from '../../../toasts.ts'
import { useViewing } from '../context.ts'

export function Marks({ participant }: { participant: Participant }) {
  const { path, iid, isArchived } = useViewing()
  const client = useQueryClient()
  const [asked, setAsked] = useState(false)
  const { unsubscribed_at, undeliverable, email, id } = participant
  const again = async () => {
    setAsked(true)
    try {
      await reachAgain(path, iid, id)
      tell(`Mail goes to ${email} again`)
      await client.invalidateQueries({ queryKey: participantsQuery(path, iid).queryKey })
    } catch (error) {
      tellError(error, () => void again())
    } finally {
      setAsked(false)
    }
  }
  return (
    <>
      {unsubscribed_at && (
        <p className="flex items-center gap-1.5 text-held text-xs">
          <BellOff aria-hidden="true" className="size-3.5 shrink-0" />
          Unsubscribed: gets no mail, by their own wish
        </p>
      )}
      {undeliverable && (
        <div className="flex flex-wrap items-center gap-x-2 text-bad text-xs">
          <span className="wrap-anywhere flex min-w-0 items-start gap-1.5">
            <MailX aria-hidden="true" className="mt-px size-3.5 shrink-0" />
            Mail comes back: {undeliverable.reason}
          </span>
          {!isArchived && (
            <Button small look="quiet" className="h-6!" disabled={asked} onClick={() => void again()}>
              Mail there again
            </Button>
          )}
        </div>
      )}
    </>
  )
}
