// What is in this group? Groups below it, projects, and who may change what.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FolderTree, Settings, Tag, Users } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { groupProjectsQuery, subgroupsQuery } from '../../api/groups.ts'
import type { Group } from '../../api/types.ts'
import { TextField } from '../../components/Field.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { usePerson } from '../../session.ts'
import { pathParam } from '../../urls.ts'
import { ProjectList } from './ProjectList.tsx'
import { visibilities } from './ProjectPage.tsx'

/** More are found by their name. */
const shownAtMost = 50

const look =
  'inline-flex h-8 items-center gap-1.5 rounded-md border border-line px-3 font-medium text-sm hover:bg-hover'

export function GroupPage({ group }: { group: Group }) {
  const person = usePerson()
  const params = { path: pathParam(group.full_path) }
  const [Icon, seen] = visibilities[group.visibility]
  return (
    <>
      <PageHeader
        title={group.name}
        path={group.full_path}
        actions={
          person && (
            <>
              <Link to="/g/$path/labels" params={params} className={look}>
                <Tag aria-hidden="true" className="size-4 text-faint" />
                Labels
              </Link>
              <Link to="/g/$path/group_members" params={params} className={look}>
                <Users aria-hidden="true" className="size-4 text-faint" />
                Members
              </Link>
              <Link to="/g/$path/edit" params={params} className={look}>
                <Settings aria-hidden="true" className="size-4 text-faint" />
                Settings
              </Link>
            </>
          )
        }
      >
        <p className="flex items-center gap-2 text-muted text-sm">
          <Icon aria-hidden="true" className="size-3.5 text-faint" />
          {seen}
        </p>
      </PageHeader>
      <Column>
        {group.description && (
          <p dir="auto" className="max-w-160 whitespace-pre-line py-1 text-muted">
            {group.description}
          </p>
        )}
        <Subgroups group={group} />
        <Projects path={group.full_path} />
      </Column>
    </>
  )
}

function Subgroups({ group }: { group: Group }) {
  const { data = [] } = useQuery(subgroupsQuery(group))
  if (data.length === 0) return null
  return (
    <section aria-label="Groups" className="flex flex-col gap-2 pt-3">
      <h2 className="font-semibold">Groups</h2>
      <ul className="flex flex-col divide-y divide-line border-line border-y">
        {data.map(({ id, name, full_path: path }) => (
          <li key={id}>
            <Link
              to="/n/$path"
              params={{ path: pathParam(path) }}
              className="flex min-h-10 items-center gap-3 px-2 hover:bg-hover"
            >
              <FolderTree aria-hidden="true" className="size-4 text-faint" />
              <span dir="auto" className="truncate text-sm">
                {name}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Projects({ path }: { path: string }) {
  const [typed, setTyped] = useState('')
  const search = useDeferredValue(typed.trim())
  const { data } = useQuery({
    ...groupProjectsQuery(path, { search, per_page: shownAtMost }),
    placeholderData: before => before,
  })
  return (
    <section aria-label="Projects" className="flex flex-col gap-2 pt-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-semibold">Projects</h2>
        <div className="w-56">
          <TextField
            label="Find a project"
            hideLabel
            type="search"
            placeholder="Find a project…"
            value={typed}
            onChange={event => setTyped(event.currentTarget.value)}
          />
        </div>
      </div>
      {data && (
        <ProjectList
          projects={data.rows}
          nothing={search === '' ? 'No project yet.' : `No project is called “${search}”.`}
        />
      )}
      {data?.next && <p className="text-faint text-xs">There are more; find them by their name.</p>}
    </section>
  )
}
