// Where are the project's webhooks kept? On a page of their own, found from its settings; what does not work says so here.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { hooksQuery } from '../../../api/hooks.ts'
import { Section } from '../../../forms/Section.tsx'
import { pathParam } from '../../../urls.ts'

export function Webhooks({ path }: { path: string }) {
  const { data: hooks = [] } = useQuery(hooksQuery(path))
  const failing = hooks.filter(({ alert_status }) => alert_status !== 'executable').length
  return (
    <Section
      id="webhooks"
      title="Webhooks"
      about="Other servers can be told when code is pushed, an issue changes or somebody comments, as GitLab tells them."
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Link
          to="/p/$path/hooks"
          params={{ path: pathParam(path) }}
          className="inline-flex h-8 items-center self-start rounded-md border border-line bg-canvas px-3 font-medium text-sm hover:bg-hover"
        >
          Webhooks of this project
        </Link>
        {failing > 0 && (
          <p className="text-bad text-sm">
            {failing === 1 ? 'One of them is told nothing' : `${failing} of them are told nothing`} at
            present: deliveries failed.
          </p>
        )}
      </div>
    </Section>
  )
}
