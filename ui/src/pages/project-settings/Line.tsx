// What is one thing that can be done with the project, and what does it mean?
import type { ReactNode } from 'react'

type LineProps = { title: string; about: string; children: ReactNode }

export function Line({ title, about, children }: LineProps) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 py-4">
      <div className="flex min-w-0 grow basis-70 flex-col gap-0.5 text-sm">
        <h3 className="font-medium">{title}</h3>
        <p className="text-muted">{about}</p>
      </div>
      {children}
    </li>
  )
}
