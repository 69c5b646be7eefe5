// Which merge requests name this ticket, and which will close it?
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ofIssueQuery } from '../../../api/merge-requests.ts'
import { placeOf, projectOf } from '../../../merge-request/place.ts'
import { StateIcon } from '../../../merge-request/State.tsx'
import { useViewing } from '../context.ts'
import { Section } from './Section.tsx'

export function MergeRequests() {
  const { path, iid } = useViewing()
  const { data = [] } = useQuery(ofIssueQuery(path, iid))
  if (data.length === 0) return null
  return (
    <Section title="Merge requests">
      <ul className="flex flex-col gap-1.5 text-sm">
        {data.map(row => (
          <li key={row.id} className="flex min-w-0 items-start gap-2">
            <StateIcon of={row} />
            <span className="min-w-0">
              <Link {...placeOf(row)} dir="auto" className="[overflow-wrap:anywhere] hover:underline">
                {row.title}
              </Link>{' '}
              <span className="text-faint text-xs">
                {projectOf(row) === path ? row.references.short : row.references.full}
              </span>
              {row.closes && row.state === 'opened' && (
                <span className="block text-muted text-xs">closes this when it is merged</span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
