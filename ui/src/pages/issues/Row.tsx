// What does one line of a list say? State, title, labels, who asks, how long they wait, who cares for it.
import { CircleCheck, CircleDot, Lock, MessageSquare, Tag, UserRound } from 'lucide-react'
import { memo } from 'react'
import type { IssueRow } from '../../api/issues.ts'
import { Avatar } from '../../components/Avatar.tsx'
import { IconButton } from '../../components/Button.tsx'
import { cx } from '../../components/cx.ts'
import { LabelPill } from '../../components/LabelPill.tsx'
import { Age } from '../../issue-line/Age.tsx'
import { isAwaited } from '../../issue-line/awaited.ts'
import { hasJustArrived } from '../../live-lists.ts'
import { issueUrl } from './place.ts'

type Props = {
  row: IssueRow
  selected: boolean
  canEdit: boolean
  /** Under the pointer. */
  hovered: boolean
  /** In a list of several projects each row says its own. */
  showProject: boolean
}

/** What the buttons of a row do is heard by the list (`data-do`), once for all rows. */
export const Row = memo(function Row({ row, selected, canEdit, hovered, showProject }: Props) {
  return (
    <li
      data-row={row.id}
      className={cx(
        'group relative flex h-11 items-center gap-2 border-line border-b pr-1 [content-visibility:auto] [overflow-anchor:none] max-md:h-15 in-data-[density=compact]:h-8.5 in-data-[density=compact]:max-md:h-15',
        selected ? 'bg-accent-soft' : 'hover:bg-hover',
        hasJustArrived(row.id) && 'arrived',
      )}
    >
      <Mark row={row} selected={selected} canEdit={canEdit} />
      <div className="flex min-w-0 grow flex-col in-data-[density=compact]:md:flex-row in-data-[density=compact]:md:items-center in-data-[density=compact]:md:gap-3">
        <span className="flex min-w-0 items-center gap-2 in-data-[density=compact]:md:shrink">
          <a
            href={issueUrl(row)}
            dir="auto"
            className={cx(
              'truncate text-ink text-sm outline-none after:absolute after:inset-0 focus-visible:after:rounded-sm focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2',
              isAwaited(row) ? 'font-semibold' : 'font-normal',
            )}
          >
            {row.title}
          </a>
          <Labels labels={row.labels} />
        </span>
        <Details row={row} showProject={showProject} />
      </div>
      <Age row={row} className="hidden w-32 shrink-0 text-right md:block" />
      <Facts row={row} />
      {canEdit && hovered && <Quick row={row} selected={selected} />}
    </li>
  )
})

/** While some row is selected the boxes of all stay in sight; the list says so (`data-selecting`), no row is drawn for it. */
function Mark({ row, selected, canEdit }: Pick<Props, 'row' | 'selected' | 'canEdit'>) {
  const look = 'relative z-1 flex size-8 shrink-0 select-none items-center justify-center'
  if (!canEdit)
    return (
      <span className={look}>
        <StateIcon row={row} />
      </span>
    )
  return (
    <label className={look}>
      <input
        type="checkbox"
        data-do="select"
        aria-label={`Select ${row.references.short}: ${row.title}`}
        checked={selected}
        readOnly
        className="peer absolute size-4 opacity-0 accent-accent focus-visible:opacity-100 group-hover:opacity-100 in-data-selecting:opacity-100"
      />
      <StateIcon
        row={row}
        className="peer-focus-visible:opacity-0 group-hover:opacity-0 in-data-selecting:opacity-0"
      />
    </label>
  )
}

function StateIcon({ row, className }: { row: IssueRow; className?: string }) {
  const open = row.state === 'opened'
  const Icon = open ? CircleDot : CircleCheck
  return (
    <>
      <Icon aria-hidden="true" className={cx('size-4', open ? 'text-open' : 'text-done', className)} />
      <span className="sr-only">{open ? 'Open' : 'Closed'}</span>
    </>
  )
}

/** More than three would take the title's room. */
function Labels({ labels }: Pick<IssueRow, 'labels'>) {
  if (labels.length === 0) return null
  const shown = labels.slice(0, labels.length > 3 ? 2 : 3)
  const further = labels.slice(shown.length)
  return (
    <span className="hidden shrink-0 items-center gap-1 md:flex md:max-lg:[&>span]:max-w-20 lg:[&>span]:max-w-30">
      {shown.map(label => (
        <LabelPill key={label.id} name={label.name} color={label.color} />
      ))}
      {further.length > 0 && (
        <span className="relative z-1 text-faint text-xs" title={further.map(({ name }) => name).join(', ')}>
          +{further.length}
          <span className="sr-only"> labels: {further.map(({ name }) => name).join(', ')}</span>
        </span>
      )}
    </span>
  )
}

function Details({ row, showProject }: Pick<Props, 'row' | 'showProject'>) {
  const address = row.service_desk ? row.service_desk_reply_to : null
  const name = row.service_desk ? row.requester_name || null : row.author.name
  return (
    <span className="flex min-w-0 items-center gap-1.5 text-faint text-xs in-data-[density=compact]:md:shrink-1000">
      <span className="truncate">
        <span className="tabular">{showProject ? row.references.full : row.references.short}</span>{' '}
        {name && <bdi className="ml-1 text-muted">{name}</bdi>}
        {address && (
          <span className={name ? 'max-md:hidden' : 'ml-1'}>
            {name && ' · '}
            {address}
          </span>
        )}
        {row.milestone && <span className="max-lg:hidden"> · {row.milestone.title}</span>}
      </span>
      <Age row={row} className="ml-auto md:hidden" />
    </span>
  )
}

function Facts({ row }: { row: IssueRow }) {
  const shown = row.assignees.slice(0, row.assignees.length > 3 ? 2 : 3)
  const names = row.assignees.map(({ name }) => name).join(', ')
  return (
    <>
      <span className="flex w-6 shrink-0 justify-end md:w-16" title={names || undefined}>
        {shown.map(({ id, name, avatar_url }, index) => (
          <Avatar
            key={id}
            name={name}
            url={avatar_url}
            size={20}
            className={cx('ring-2 ring-canvas', index > 0 && '-ml-1 max-md:hidden')}
          />
        ))}
        {row.assignees.length > shown.length && (
          <span className="tabular ml-0.5 text-faint text-xs leading-5 max-md:hidden">
            +{row.assignees.length - shown.length}
          </span>
        )}
        {names && <span className="sr-only">Assigned to {names}</span>}
      </span>
      <span className="tabular hidden w-9 shrink-0 items-center justify-end gap-1 text-faint text-xs md:flex">
        {row.user_notes_count > 0 && (
          <>
            <MessageSquare aria-hidden="true" className="size-3.5" />
            {row.user_notes_count}
            <span className="sr-only"> notes</span>
          </>
        )}
      </span>
      <span
        className="flex w-4 shrink-0 justify-center"
        title={row.confidential ? 'Confidential' : undefined}
      >
        {row.confidential && (
          <>
            <Lock aria-hidden="true" className="size-3.5 text-faint" />
            <span className="sr-only">Confidential</span>
          </>
        )}
      </span>
    </>
  )
}

/** Over the facts at the right while the pointer is here, so that nothing moves. The keys are for the others. */
function Quick({ row, selected }: Pick<Props, 'row' | 'selected'>) {
  const open = row.state === 'opened'
  return (
    <span
      className={cx(
        'absolute inset-y-0 right-0 z-1 flex items-center gap-0.5 pr-2 pl-3 pointer-coarse:hidden',
        selected ? 'bg-accent-soft' : 'bg-hover',
      )}
    >
      <IconButton small tabIndex={-1} data-do="assign" label="Assign" keys="a">
        <UserRound aria-hidden="true" className="size-4" />
      </IconButton>
      <IconButton small tabIndex={-1} data-do="label" label="Label" keys="l">
        <Tag aria-hidden="true" className="size-4" />
      </IconButton>
      <IconButton small tabIndex={-1} data-do="state" label={open ? 'Close' : 'Reopen'} keys="e">
        {open ? (
          <CircleCheck aria-hidden="true" className="size-4" />
        ) : (
          <CircleDot aria-hidden="true" className="size-4" />
        )}
      </IconButton>
    </span>
  )
}
