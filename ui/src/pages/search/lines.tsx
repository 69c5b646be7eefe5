// What is one thing that was found?
import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleDot, Flag, Folder, Lock, MessageSquare, StickyNote } from 'lucide-react'
import type { ReactNode } from 'react'
import type { MergeRequest } from '../../api/merge-requests.ts'
import type { IssueHit, NoteHit, Pieces } from '../../api/search.ts'
import type { Milestone, Project, UserBasic } from '../../api/types.ts'
import { Avatar } from '../../components/Avatar.tsx'
import { Time } from '../../components/Time.tsx'
import { placeOf } from '../../merge-request/place.ts'
import { StateIcon } from '../../merge-request/State.tsx'
import { pathParam } from '../../urls.ts'

const look = 'flex min-h-11 items-start gap-3 rounded-md px-2 py-2 hover:bg-hover'

function Marked({ pieces }: { pieces: Pieces }) {
  // Pieces of one text never change places, so their position is their name.
  return pieces.map(({ text, match }, index) => {
    const key = `${index} ${text}`
    return match ? <mark key={key}>{text}</mark> : <span key={key}>{text}</span>
  })
}

type LineProps = { title: ReactNode; text?: ReactNode; facts: ReactNode }

const Words = ({ title, text, facts }: LineProps) => (
  <span className="flex min-w-0 grow flex-col gap-0.5">
    <span dir="auto" className="truncate font-medium">
      {title}
    </span>
    {text && (
      <span dir="auto" className="line-clamp-2 text-muted text-sm [overflow-wrap:anywhere]">
        {text}
      </span>
    )}
    <span className="flex flex-wrap gap-x-2 text-faint text-xs">{facts}</span>
  </span>
)

export function IssueLine({ hit }: { hit: IssueHit }) {
  const [path = ''] = hit.references.full.split('#')
  const State = hit.state === 'opened' ? CircleDot : CircleCheck
  return (
    <Link to="/p/$path/issues/$iid" params={{ path: pathParam(path), iid: String(hit.iid) }} className={look}>
      <State
        aria-label={hit.state === 'opened' ? 'Open' : 'Closed'}
        className={`mt-0.5 size-4 shrink-0 ${hit.state === 'opened' ? 'text-open' : 'text-done'}`}
      />
      <Words
        title={<Marked pieces={hit.highlight.title} />}
        text={<Marked pieces={hit.highlight.description} />}
        facts={
          <>
            <span className="tabular">{hit.references.full}</span>
            {hit.confidential && (
              <span className="inline-flex items-center gap-1">
                <Lock aria-hidden="true" className="size-3" /> confidential
              </span>
            )}
            {hit.service_desk_reply_to && <span dir="auto">{hit.service_desk_reply_to}</span>}
            <Time at={hit.created_at} />
          </>
        }
      />
    </Link>
  )
}

export function NoteLine({ hit }: { hit: NoteHit }) {
  const { pathname, hash } = new URL(hit.web_url)
  const [path = ''] = pathname.slice(1).split('/-/')
  const Icon = hit.internal ? StickyNote : MessageSquare
  return (
    <Link
      to="/p/$path/issues/$iid"
      params={{ path: pathParam(path), iid: String(hit.noteable_iid) }}
      hash={hash.slice(1)}
      className={look}
    >
      <Icon
        aria-label={hit.internal ? 'Internal note' : 'Note'}
        className={`mt-0.5 size-4 shrink-0 ${hit.internal ? 'text-held' : 'text-faint'}`}
      />
      <Words
        title={hit.issue_title}
        text={<Marked pieces={hit.highlight.body} />}
        facts={
          <>
            <span className="tabular">
              {path}#{hit.noteable_iid}
            </span>
            <span dir="auto">{hit.external_name || hit.external_author || hit.author.name}</span>
            <Time at={hit.created_at} />
          </>
        }
      />
    </Link>
  )
}

export function MergeRequestLine({ hit }: { hit: MergeRequest }) {
  return (
    <Link {...placeOf(hit)} className={look}>
      <span className="mt-0.5">
        <StateIcon of={hit} />
      </span>
      <Words
        title={hit.title}
        text={hit.description}
        facts={
          <>
            <span className="tabular">{hit.references.full}</span>
            <span dir="auto">{hit.author.name}</span>
            <Time at={hit.created_at} />
          </>
        }
      />
    </Link>
  )
}

export function ProjectLine({ project }: { project: Project }) {
  return (
    <Link to="/n/$path" params={{ path: pathParam(project.path_with_namespace) }} className={look}>
      <Folder aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-faint" />
      <Words
        title={project.name_with_namespace}
        text={project.description}
        facts={project.path_with_namespace}
      />
    </Link>
  )
}

export function PersonLine({ person }: { person: UserBasic }) {
  return (
    <Link to="/n/$path" params={{ path: person.username }} className={look}>
      <Avatar name={person.name} url={person.avatar_url} size={24} />
      <Words title={person.name} facts={`@${person.username}`} />
    </Link>
  )
}

export function MilestoneLine({ milestone }: { milestone: Milestone }) {
  const [path = ''] = new URL(milestone.web_url).pathname.slice(1).split('/-/')
  return (
    <Link
      to="/p/$path/milestones/$iid"
      params={{ path: pathParam(path), iid: String(milestone.iid) }}
      className={look}
    >
      <Flag aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-faint" />
      <Words title={milestone.title} text={milestone.description} facts={path} />
    </Link>
  )
}
