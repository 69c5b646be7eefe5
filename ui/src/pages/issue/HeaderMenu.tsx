// What else can be done with this issue? Seldom things, behind three dots.
import { Ellipsis, FileInput, Hash, Info, Link2, Mail } from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { IconButton } from '../../components/Button.tsx'
import { copyText } from '../../components/Copy.tsx'
import { MenuAt, MenuItem, MenuLine } from '../../components/Menu.tsx'
import { tell } from '../../toasts.ts'
import { useViewing, type Whole } from './context.ts'

const MailDialog = lazy(() => import('./MailDialog.tsx'))
const MoveDialog = lazy(() => import('./MoveDialog.tsx'))

export function HeaderMenu({ issue }: { issue: Whole }) {
  const { isTeam, isArchived } = useViewing()
  const [shown, setShown] = useState<'mail' | 'why' | 'move' | null>(null)
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const close = () => setShown(null)
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
          {isTeam && !isArchived && issue.moved_to_id === null && (
            <>
              <MenuLine />
              <MenuItem icon={FileInput} onClick={() => setShown('move')}>
                Move to another project…
              </MenuItem>
            </>
          )}
        </MenuAt>
      )}
      <Suspense>
        {shown === 'move' && <MoveDialog issue={issue} onClose={close} />}
        {(shown === 'mail' || shown === 'why') && <MailDialog noteId={null} first={shown} onClose={close} />}
      </Suspense>
    </>
  )
}
