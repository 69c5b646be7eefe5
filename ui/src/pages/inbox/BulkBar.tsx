// What can be done with the mails that are chosen?
import { Send, Trash2, Undo2 } from 'lucide-react'
import { useState } from 'react'
import type { InboxMail } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { RerouteDialog } from './RerouteDialog.tsx'
import type { Decide } from './useDecide.ts'

type Props = { mails: readonly InboxMail[]; path: string | null; decide: Decide; onClear: () => void }

export function BulkBar({ mails, path, decide, onClear }: Props) {
  const [rerouting, setRerouting] = useState(false)
  if (mails.length === 0) return null
  const ids = mails.map(mail => mail.id)
  return (
    <div
      role="toolbar"
      aria-label="Chosen mails"
      className="sticky bottom-3 z-20 mt-3 flex flex-wrap items-center gap-2 self-center rounded-lg border border-line bg-raised px-3 py-2 shadow-float"
    >
      <span role="status" className="tabular text-sm">
        {mails.length} chosen
      </span>
      <Button small look="primary" onClick={() => decide('release', ids)}>
        <Send aria-hidden="true" className="size-3.5" />
        Let through
      </Button>
      <Button small onClick={() => setRerouting(true)}>
        <Undo2 aria-hidden="true" className="size-3.5" />
        Process again…
      </Button>
      <Button small look="danger" onClick={() => decide('discard', ids)}>
        <Trash2 aria-hidden="true" className="size-3.5" />
        Discard
      </Button>
      <Button small look="quiet" onClick={onClear}>
        None
      </Button>
      {rerouting && (
        <RerouteDialog ids={ids} path={path} decide={decide} onClose={() => setRerouting(false)} />
      )}
    </div>
  )
}
