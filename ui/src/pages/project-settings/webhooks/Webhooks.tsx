// Where are the project's webhooks kept? On a page of their own, found from its settings.
import { Link } from '@tanstack/react-router'
import { Section } from '../../../forms/Section.tsx'
import { pathParam } from '../../../urls.ts'

export function Webhooks({ path }: { path: string }) {
  return (
    <Section
      id="webhooks"
      title="Webhooks"
      about="Other servers can be told when code is pushed, an issue changes or somebody comments, as GitLab tells them."
    >
      <Link
        to="/p/$path/hooks"
        params={{ path: pathParam(path) }}
        className="inline-flex h-8 items-center self-start rounded-md border border-line bg-canvas px-3 font-medium text-sm hover:bg-hover"
      >
        Webhooks of this project
      </Link>
    </Section>
  )
}
