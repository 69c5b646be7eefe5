// What has to be set up before mail comes in, and by whom?
import { Link } from '@tanstack/react-router'
import { TriangleAlert } from 'lucide-react'
import { usePerson } from '../../session.ts'

export function Missing({ sentences }: { sentences: readonly string[] }) {
  const isAdmin = usePerson()?.is_admin === true
  if (sentences.length === 0) return null
  return (
    <div className="flex items-start gap-3 rounded-md bg-held-soft px-4 py-3 text-sm">
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-held" />
      <div className="flex min-w-0 flex-col gap-1.5">
        {sentences.map(sentence => (
          <p key={sentence} className="break-words">
            {sentence}
          </p>
        ))}
        {isAdmin && (
          <Link to="/admin/mailboxes" className="self-start text-accent hover:underline">
            See the mailboxes
          </Link>
        )}
      </div>
    </div>
  )
}
