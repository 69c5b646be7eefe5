// What belongs together on a page of settings? A heading, what it is about, and its fields.
import type { ReactNode } from 'react'

type Props = { id?: string; title: string; about?: ReactNode; children: ReactNode }

export function Section({ id, title, about, children }: Props) {
  return (
    <section
      id={id}
      aria-labelledby={`${id ?? title}-title`}
      className="flex scroll-mt-4 flex-col gap-5 border-line border-t py-7 first:border-t-0 first:pt-3"
    >
      <div className="flex flex-col gap-1">
        <h2 id={`${id ?? title}-title`} className="font-semibold text-base">
          {title}
        </h2>
        {about && <div className="max-w-150 text-muted text-sm">{about}</div>}
      </div>
      {children}
    </section>
  )
}
