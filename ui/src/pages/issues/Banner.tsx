// Where do customers write to, and what happens then? Above the Service Desk's list; one line once it is known.
import { Link } from '@tanstack/react-router'
import { ChevronDown, ChevronUp, Mail, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../../components/Button.tsx'
import { Copy } from '../../components/Copy.tsx'
import { useProject } from '../../session.ts'
import { prefer, preference } from '../../theme.ts'
import { pathParam } from '../../urls.ts'

const wish = 'service-desk-banner'

export function Banner({ path }: { path: string }) {
  const { project, isMaintainer, isTeam } = useProject(path)
  const [short, setShort] = useState(preference(wish) === 'short')
  if (project === undefined || !isTeam) return null
  const address = project.service_desk_address ?? null
  if (address === null)
    return <NoAddress path={path} off={!project.service_desk_enabled} canSet={isMaintainer} />
  const Chevron = short ? ChevronDown : ChevronUp
  const toggle = () => {
    prefer(wish, short ? 'long' : 'short')
    setShort(!short)
  }
  return (
    <section
      aria-label="Service Desk address"
      className="mb-3 flex items-start gap-2.5 rounded-md border border-line bg-side px-3 py-1.5"
    >
      <Mail aria-hidden="true" className="mt-1.5 size-4 shrink-0 text-faint" />
      <div className="min-w-0 grow">
        <p className="flex min-h-7 flex-wrap items-center gap-x-1.5 text-sm">
          <span className="text-muted">Customers write to</span>
          <span className="flex min-w-0 items-center gap-1">
            <code className="min-w-0 break-all font-mono text-xs">{address}</code>
            <Copy text={address} label="Copy the address" />
          </span>
        </p>
        {!short && (
          <p className="max-w-160 pb-1 text-muted text-sm">
            Each mail to this address becomes a ticket here. What you answer in a ticket goes back to the
            customer by mail, and their reply comes into the same ticket. Internal notes stay in the team.
            {isMaintainer && (
              <>
                {' '}
                <Link
                  to="/p/$path/edit"
                  params={{ path: pathParam(path) }}
                  hash="js-service-desk"
                  className="text-accent underline underline-offset-2"
                >
                  Set up Service Desk
                </Link>
              </>
            )}
          </p>
        )}
      </div>
      <IconButton
        small
        className="mt-0.5"
        aria-expanded={!short}
        label={short ? 'Say what this is' : 'Make this one line'}
        onClick={toggle}
      >
        <Chevron aria-hidden="true" className="size-4" />
      </IconButton>
    </section>
  )
}

function NoAddress({ path, off, canSet }: { path: string; off: boolean; canSet: boolean }) {
  return (
    <p className="mb-3 flex items-center gap-2.5 rounded-md border border-line bg-held-soft px-3 py-2 text-sm">
      <TriangleAlert aria-hidden="true" className="size-4 shrink-0 text-held" />
      <span>
        {off
          ? 'Service Desk is off: mails to this project do not become tickets.'
          : 'No mailbox takes new tickets: incoming mail is not set up.'}{' '}
        {canSet && (
          <Link
            to="/p/$path/edit"
            params={{ path: pathParam(path) }}
            hash="js-service-desk"
            className="text-accent underline underline-offset-2"
          >
            Settings
          </Link>
        )}
      </span>
    </p>
  )
}
