// What is it about, how does it stand, who wrote, and what comes next?
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronDown, ChevronUp, CircleCheck, CircleDot, EyeOff, PanelRight } from 'lucide-react'
import { originQuery } from '../../api/originals.ts'
import { Button, IconButton } from '../../components/Button.tsx'
import { cx } from '../../components/cx.ts'
import { EditableTitle } from '../../components/EditableTitle.tsx'
import { Time } from '../../components/Time.tsx'
import { type Edit, stateEdit, titleEdit } from '../../editing/edits.ts'
import { PageHeader } from '../../frame/PageHeader.tsx'
import { isAwaited } from '../../issue-line/awaited.ts'
import { SenderBadge } from '../../mail-log/SenderBadge.tsx'
import { pathParam } from '../../urls.ts'
import { mayChangeWords, useViewing, type Whole } from './context.ts'
import { HeaderMenu } from './HeaderMenu.tsx'
import { useNeighbours } from './useNeighbours.ts'

type Props = { issue: Whole; edit: (edit: Edit) => void }

export function Header({ issue, edit }: Props) {
  const viewing = useViewing()
  const { path, isTeam, isArchived } = viewing
  return (
    <PageHeader
      title={`${issue.title} (#${issue.iid})`}
      path={path}
      crumbs={<Crumbs issue={issue} />}
      heading={
        <EditableTitle
          title={issue.title}
          save={mayChangeWords(issue, viewing) ? title => edit(titleEdit(issue, title)) : undefined}
        />
      }
      actions={
        <>
          <Steps />
          {isTeam && !isArchived && (
            <Button onClick={() => edit(stateEdit([issue]))}>
              {issue.state === 'opened' ? 'Close' : 'Reopen'}
            </Button>
          )}
          <HeaderMenu issue={issue} />
        </>
      }
    >
      <div className="flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1 text-muted text-sm">
        <State issue={issue} />
        {issue.confidential && (
          <span className="inline-flex items-center gap-1 text-held">
            <EyeOff aria-hidden="true" className="size-3.5" />
            Confidential
          </span>
        )}
        <Wrote issue={issue} />
        {isAwaited(issue) && issue.last_customer_at && (
          <span className="text-held">
            waiting <Time at={issue.last_customer_at} look="span" />
          </span>
        )}
        <a
          href="#details"
          className="inline-flex h-6 items-center gap-1 text-accent underline underline-offset-2 lg:hidden"
        >
          <PanelRight aria-hidden="true" className="size-3.5" />
          Details
        </a>
      </div>
    </PageHeader>
  )
}

function Crumbs({ issue }: { issue: Whole }) {
  const { path, isTeam } = useViewing()
  const params = { path: pathParam(path) }
  const look = 'shrink-0 hover:text-ink hover:underline'
  return (
    <>
      {issue.service_desk && isTeam ? (
        <Link to="/p/$path/issues/service_desk" params={params} className={look}>
          Service Desk
        </Link>
      ) : (
        <Link to="/p/$path/issues" params={params} className={look}>
          Issues
        </Link>
      )}
      <span aria-hidden="true">/</span>
      <span className="tabular">#{issue.iid}</span>
    </>
  )
}

function State({ issue }: { issue: Whole }) {
  const open = issue.state === 'opened'
  const Icon = open ? CircleDot : CircleCheck
  return (
    <span
      className={cx(
        'inline-flex h-6 items-center gap-1 rounded-full px-2 font-medium text-xs',
        open ? 'bg-open-soft text-open' : 'bg-done-soft text-done',
      )}
    >
      <Icon aria-hidden="true" className="size-3.5" />
      {open ? 'Open' : issue.merged_into_id === null ? 'Closed' : 'Merged'}
    </span>
  )
}

/** Who wrote to which address; the address comes later and stands last, so that nothing moves for it. */
function Wrote({ issue }: { issue: Whole }) {
  const { path, iid, isTeam } = useViewing()
  const mailed = issue.service_desk && issue.service_desk_reply_to !== null
  const { data: origin } = useQuery({
    ...originQuery({ path, iid, noteId: null }),
    enabled: mailed && isTeam,
  })
  if (!mailed)
    return (
      <span className="min-w-0">
        <span dir="auto">{issue.author.name}</span> opened it <Time at={issue.created_at} />
      </span>
    )
  const name = issue.requester_name
  return (
    <span className="wrap-anywhere min-w-0">
      <bdi>{name && name !== issue.service_desk_reply_to ? `${name} ` : ''}</bdi>
      {`<${issue.service_desk_reply_to}>`} wrote <Time at={issue.created_at} look="short" />
      {origin && ` to ${origin.recipients.join(', ')} `}
      {origin && <SenderBadge sender={origin.why.sender} />}
    </span>
  )
}

/** To the tickets beside this one in the list it was opened from. */
function Steps() {
  const client = useQueryClient()
  const { path, iid } = useViewing()
  const { before, after, go } = useNeighbours(client, path, iid)
  if (before === undefined && after === undefined) return null
  return (
    <div className="flex">
      <IconButton label="Previous ticket" keys="[" disabled={before === undefined} onClick={() => go(before)}>
        <ChevronUp aria-hidden="true" className="size-4" />
      </IconButton>
      <IconButton label="Next ticket" keys="]" disabled={after === undefined} onClick={() => go(after)}>
        <ChevronDown aria-hidden="true" className="size-4" />
      </IconButton>
    </div>
  )
}
