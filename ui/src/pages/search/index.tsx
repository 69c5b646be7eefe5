// Where was that? Issues, notes, merge requests, projects, people and milestones that the viewer may see, the words marked.
import { Tabs } from '@base-ui/react/tabs'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Search as Icon, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { type Scope, searchQuery } from '../../api/search.ts'
import { IconButton } from '../../components/Button.tsx'
import { Empty } from '../../components/Empty.tsx'
import { inputLook } from '../../components/Field.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { Hits } from './Hits.tsx'

const scopes: readonly (readonly [Scope, string])[] = [
  ['issues', 'Issues'],
  ['notes', 'Notes'],
  ['merge_requests', 'Merge requests'],
  ['projects', 'Projects'],
  ['users', 'People'],
  ['milestones', 'Milestones'],
]
/** While one types the desk is asked when the fingers rest, not for each letter. */
const restMilliseconds = 180

export default function Page() {
  const { text, scope, project, set } = useAsked()
  return (
    <>
      <PageHeader title="Search" path={project ?? undefined} />
      <Column>
        <Words text={text} onChange={search => set({ search })} />
        {project && (
          <p className="mt-2 flex items-center gap-1 text-muted text-sm">
            Only in {project}
            <IconButton small label="Search everywhere" onClick={() => set({ project: undefined })}>
              <X aria-hidden="true" className="size-3.5" />
            </IconButton>
          </p>
        )}
        <Tabs.Root value={scope} onValueChange={value => set({ scope: value as Scope })} className="mt-3">
          <Tabs.List
            className="flex gap-1 overflow-x-auto border-line border-b"
            aria-label="What to look for"
          >
            {scopes.map(([value, label]) => (
              <Tabs.Tab
                key={value}
                value={value}
                className="-mb-px h-9 shrink-0 border-transparent border-b-2 px-3 text-muted text-sm hover:text-ink data-[active]:border-accent data-[active]:font-medium data-[active]:text-ink"
              >
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value={scope} className="pt-2" tabIndex={-1}>
            <Results scope={scope} text={text} project={project} />
          </Tabs.Panel>
        </Tabs.Root>
      </Column>
    </>
  )
}

function Results({ scope, text, project }: { scope: Scope; text: string; project: string | null }) {
  const query = useInfiniteQuery(searchQuery(scope, text, project))
  if (text.trim() !== '') return <Hits scope={scope} query={query} />
  return (
    <Empty icon={Icon} title="Find a ticket, an answer, a person">
      <p>
        All words must occur; the last one may be a beginning. A ticket’s number or a customer’s address will
        do.
      </p>
    </Empty>
  )
}

function Words({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(text)
  useEffect(() => setTyped(text), [text])
  useEffect(() => {
    if (typed === text) return
    const timer = setTimeout(() => onChange(typed), restMilliseconds)
    return () => clearTimeout(timer)
  })
  return (
    <search className="relative">
      <Icon aria-hidden="true" className="absolute top-2.5 left-3 size-4 text-faint" />
      <input
        type="search"
        aria-label="Words to look for"
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
        onKeyDown={event => event.key === 'Enter' && onChange(typed)}
        // biome-ignore lint/a11y/noAutofocus: one came here to type
        autoFocus
        maxLength={1000}
        placeholder="Words, a number, an address…"
        className={`${inputLook} h-9 pl-9`}
      />
    </search>
  )
}

/** What the address says; changing it replaces the step in the history, so that "back" leaves the search. */
function useAsked() {
  const asked = useSearch({ strict: false })
  const navigate = useNavigate()
  const text = typeof asked.search === 'string' ? asked.search : ''
  const scope = scopes.find(([name]) => name === asked.scope)?.[0] ?? 'issues'
  const project = typeof asked.project === 'string' ? asked.project : null
  const set = (change: { search?: string; scope?: Scope; project?: undefined }) =>
    void navigate({
      to: '/search',
      search: {
        search: text || undefined,
        scope: scope === 'issues' ? undefined : scope,
        project: project ?? undefined,
        ...change,
      },
      replace: true,
    })
  return { text, scope, project, set }
}
