// Which desk is this, and where does one read about it?
import { useQuery } from '@tanstack/react-query'
import { instanceQuery } from '../../api/instance.ts'

export function About() {
  const { data } = useQuery(instanceQuery)
  return (
    <section aria-labelledby="about" className="flex flex-col gap-2 text-sm">
      <h2 id="about" className="font-semibold text-base">
        About this desk
      </h2>
      <dl className="grid grid-cols-[8rem_1fr] gap-y-1.5">
        <dt className="text-muted">Version</dt>
        <dd className="tabular">{data?.version ? `Deskbell ${data.version}` : ''}</dd>
        <dt className="text-muted">Address</dt>
        <dd className="break-all">{data?.external_url}</dd>
        <dt className="text-muted">For programs</dt>
        <dd>
          <a href="/api/v4/openapi.json" className="text-accent hover:underline">
            What the API offers (OpenAPI)
          </a>
        </dd>
      </dl>
    </section>
  )
}
