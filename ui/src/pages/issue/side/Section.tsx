// How does a part of the side panel begin? With its name, and what can be done there.
import { type ReactNode, useId } from 'react'

export function Section({
  title,
  action,
  children,
}: {
  title: string
  action?: ReactNode
  children: ReactNode
}) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="flex flex-col gap-1 py-2">
      <div className="flex min-h-6 items-center justify-between gap-2">
        <h2 id={id} className="font-medium text-muted text-xs">
          {title}
        </h2>
        {action}
      </div>
      {children}
    </section>
  )
}
