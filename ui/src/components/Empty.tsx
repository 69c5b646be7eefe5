// What does a place say that has nothing to show? What it is for, and the next step.
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

type Props = { icon: LucideIcon; title: string; children?: ReactNode; actions?: ReactNode }

export function Empty({ icon: Icon, title, children, actions }: Props) {
  return (
    <div className="mx-auto flex max-w-110 flex-col items-center gap-3 px-4 py-16 text-center">
      <Icon aria-hidden="true" className="size-7 text-faint" strokeWidth={1.5} />
      <h2 className="font-semibold text-lg">{title}</h2>
      {children && <div className="flex flex-col gap-2 text-muted">{children}</div>}
      {actions && <div className="mt-1 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}
