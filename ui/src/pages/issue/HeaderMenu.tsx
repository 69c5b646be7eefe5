// What else can be done with this issue? Seldom things, behind three dots.

import type { LucideIcon } from 'lucide-react'
import { Ban, Ellipsis, FileInput, Hash, Info, Link2, Mail, Merge, UserRoundPen } from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { type Action, useActions } from '../../actions.ts'
import { IconButton } from '../../components/Button.tsx'
import { copyText } from '../../components/Copy.tsx'
import { MenuAt, MenuItem, MenuLine } from '../../components/Menu.tsx'
import { tell } from '../../toasts.ts'
import { useViewing, type Whole } from './context.ts'
import { useSpam } from './useSpam.ts'

const MailDialog = lazy(() => import('./MailDialog.tsx'))
const MergeDialog = lazy(() => import('./MergeDialog.tsx'))
const MoveDialog = lazy(() => import('./MoveDialog.tsx'))
const RequesterDialog = lazy(() => import('./RequesterDialog.tsx'))

type Shown = 'mail' | 'why' | 'move' | 'merge' | 'requester'

export function HeaderMenu({ issue }: { issue: Whole }) {
  const { isTeam, isArchived } = useViewing()
  const [shown, setShown] = useState<Shown | null>(null)
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const close = () => setShown(null)
  const spam = useSpam()
  const changing = isTeam && !isArchived && issue.moved_to_id === null ? changes(issue, setShown, spam) : []
  useActions(changing)
  const copy = (text: string, what: string) => void copyText(text).then(() => tell(`${what} copied`))
  return (
    <>
      <IconButton
        ref={button}
        label="More about this ticket"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(true)}
      >
        <Ellipsis aria-hidden="true" className="size-4" />
      </IconButton>
      {open && button.current && (
        <MenuAt anchor={button.current} label="More about this ticket" onClose={() => setOpen(false)}>
          <MenuItem icon={Link2} onClick={() => copy(location.href.split('#')[0] ?? '', 'Link')}>
            Copy link
          </MenuItem>
          <MenuItem icon={Hash} onClick={() => copy(issue.references.full, 'Reference')}>
            Copy reference
          </MenuItem>
          {isTeam && issue.service_desk && (
            <>
              <MenuLine />
              <MenuItem icon={Mail} onClick={() => setShown('mail')}>
                Original mail
              </MenuItem>
              <MenuItem icon={Info} onClick={() => setShown('why')}>
                Why is this here?
              </MenuItem>
            </>
          )}
          {changing.length > 0 && <MenuLine />}
          {changing.map(({ id, label, icon, run }) => (
            <MenuItem key={id} icon={icon} onClick={run}>
              {label}
            </MenuItem>
          ))}
        </MenuAt>
      )}
      <Suspense>
        {shown === 'merge' && <MergeDialog issue={issue} onClose={close} />}
        {shown === 'requester' && <RequesterDialog issue={issue} onClose={close} />}
        {shown === 'move' && <MoveDialog issue={issue} onClose={close} />}
        {(shown === 'mail' || shown === 'why') && <MailDialog noteId={null} first={shown} onClose={close} />}
      </Suspense>
    </>
  )
}

/** In the menu and in the palette. */
function changes(
  issue: Whole,
  show: (what: Shown) => void,
  spam: () => void,
): (Action & { icon: LucideIcon })[] {
  const group = 'Ticket'
  const requester = {
    id: 'requester',
    label: 'Requester is really…',
    group,
    icon: UserRoundPen,
    run: () => show('requester'),
  }
  return [
    ...(issue.service_desk ? [requester] : []),
    ...(issue.service_desk && issue.state === 'opened'
      ? [{ id: 'spam', label: 'Spam: close and learn', group, icon: Ban, run: spam }]
      : []),
    { id: 'merge', label: 'Merge into another ticket…', group, icon: Merge, run: () => show('merge') },
    { id: 'move', label: 'Move to another project…', group, icon: FileInput, run: () => show('move') },
  ]
}
